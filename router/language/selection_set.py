"""An immutable selection set: what a query plan, a key and a normalized operation are all made of.

Arguments are kept as printed GraphQL values, so that two selections can be compared, hashed and
printed without touching an AST node.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    Visitor,
    print_ast,
    visit,
)

from router.language.names import FieldName, ResponseKey, TypeName


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a field or directive; `value` is printed GraphQL, e.g. `{first: $n}`."""

    name: str
    value: str
    variables: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"


@dataclass(frozen=True, slots=True)
class AppliedDirective:
    """A directive in an operation, e.g. `@include(if: $flag)`."""

    name: str
    arguments: tuple[Argument, ...] = ()

    def __str__(self) -> str:
        return f"@{self.name}{print_arguments(self.arguments)}"


@dataclass(frozen=True, slots=True)
class Field:
    """One selected field; `selection_set` is None exactly for leaves."""

    name: FieldName
    alias: ResponseKey | None = None
    arguments: tuple[Argument, ...] = ()
    selection_set: "SelectionSet | None" = None
    directives: tuple[AppliedDirective, ...] = ()

    @property
    def response_key(self) -> ResponseKey:
        return self.alias or ResponseKey(self.name)

    def selecting(self, selection_set: "SelectionSet | None") -> "Field":
        """The same field with another selection set."""
        return Field(self.name, self.alias, self.arguments, selection_set, self.directives)


@dataclass(frozen=True, slots=True)
class InlineFragment:
    """Selections that hold only for objects of one type; no condition means the type around it."""

    type_condition: TypeName | None
    selection_set: "SelectionSet"
    directives: tuple[AppliedDirective, ...] = ()

    def selecting(self, selection_set: "SelectionSet") -> "InlineFragment":
        """The same fragment with another selection set."""
        return InlineFragment(self.type_condition, selection_set, self.directives)


Selection = Field | InlineFragment


@dataclass(frozen=True, slots=True)
class SelectionSet:
    """The braces of an operation, in document order."""

    selections: tuple[Selection, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.selections)

    def __iter__(self) -> Iterator[Selection]:
        return iter(self.selections)

    def __str__(self) -> str:
        return print_selection_set(self)


EMPTY = SelectionSet()


def print_arguments(arguments: tuple[Argument, ...]) -> str:
    return f"({', '.join(map(str, arguments))})" if arguments else ""


def print_selection_set(selection_set: SelectionSet) -> str:
    """One line of GraphQL: `{id name ...on Book{title}}`; what is sent to subgraphs."""
    return "{" + " ".join(map(_print_selection, selection_set)) + "}"


def print_field_set(selection_set: SelectionSet) -> str:
    """The same without the outer braces, as `@key(fields:)` holds it."""
    return print_selection_set(selection_set)[1:-1]


def _print_selection(selection: Selection) -> str:
    directives = "".join(f" {directive}" for directive in selection.directives)
    match selection:
        case Field(name=name, alias=alias, arguments=arguments, selection_set=inner):
            label = f"{alias}:{name}" if alias else name
            braces = print_selection_set(inner) if inner is not None else ""
            return f"{label}{print_arguments(arguments)}{directives}{braces}"
        case InlineFragment(type_condition=condition, selection_set=inner):
            on = f"on {condition}" if condition else ""
            return f"...{on}{directives}{print_selection_set(inner)}"
        case _:
            assert_never(selection)


def from_ast(node: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode] | None = None) -> SelectionSet:
    """Convert an AST, turning fragment spreads into inline fragments.

    The document must be validated: a spread of an unknown or circular fragment is a `KeyError` or never ends.
    """
    return SelectionSet(tuple(_selections_from_ast(node, fragments or {})))


def _selections_from_ast(
    node: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> Iterator[Selection]:
    for selection in node.selections:
        match selection:
            case FieldNode(name=name, alias=alias, selection_set=inner):
                yield Field(
                    name=FieldName(name.value),
                    alias=ResponseKey(alias.value) if alias and alias.value != name.value else None,
                    arguments=arguments_from_ast(selection.arguments or ()),
                    selection_set=from_ast(inner, fragments) if inner else None,
                    directives=_directives_from_ast(selection),
                )
            case InlineFragmentNode(type_condition=condition, selection_set=inner):
                yield InlineFragment(
                    type_condition=TypeName(condition.name.value) if condition else None,
                    selection_set=from_ast(inner, fragments),
                    directives=_directives_from_ast(selection),
                )
            case FragmentSpreadNode(name=name):
                fragment = fragments[name.value]
                yield InlineFragment(
                    type_condition=TypeName(fragment.type_condition.name.value),
                    selection_set=from_ast(fragment.selection_set, fragments),
                    directives=_directives_from_ast(selection),
                )


def _directives_from_ast(node: FieldNode | InlineFragmentNode | FragmentSpreadNode) -> tuple[AppliedDirective, ...]:
    return tuple(
        AppliedDirective(directive.name.value, arguments_from_ast(directive.arguments or ()))
        for directive in node.directives or ()
    )


def arguments_from_ast(nodes: Iterable[object]) -> tuple[Argument, ...]:
    return tuple(
        Argument(node.name.value, print_ast(node.value), _variables_in(node.value))  # type: ignore[attr-defined]
        for node in nodes
    )


class _VariableCollector(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_variable(self, node: VariableNode, *_: object) -> None:
        self.names.add(node.name.value)


def _variables_in(value: ValueNode) -> frozenset[str]:
    if isinstance(value, VariableNode):
        return frozenset((value.name.value,))
    collector = _VariableCollector()
    visit(value, collector)
    return frozenset(collector.names)
