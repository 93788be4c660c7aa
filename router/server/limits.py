"""What a request may ask for, measured before it is validated, because validation itself costs.

Fragments are measured once each and counted at every spread: a small document of nested fragments can expand to more
fields than there are atoms, and measuring it by expanding it would be the attack. A circular spread counts nothing;
validation refuses it. What is counted is summed over the operations of a document, since all of them are validated.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, ClassVar

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
)

from router.errors import OperationError
from router.settings import LimitsSettings


class TooManyTokens(OperationError):
    code: ClassVar[str] = "MAX_TOKENS_LIMIT"


class TooDeep(OperationError):
    code: ClassVar[str] = "MAX_DEPTH_LIMIT"


class TooManyAliases(OperationError):
    code: ClassVar[str] = "MAX_ALIASES_LIMIT"


class TooManyFields(OperationError):
    code: ClassVar[str] = "MAX_FIELDS_LIMIT"


class TooManyRootFields(OperationError):
    code: ClassVar[str] = "MAX_ROOT_FIELDS_LIMIT"


class TooManyDirectives(OperationError):
    code: ClassVar[str] = "MAX_DIRECTIVES_LIMIT"


class TooManyFragments(OperationError):
    code: ClassVar[str] = "MAX_FRAGMENTS_LIMIT"


class TooManyOperationsInDocument(OperationError):
    code: ClassVar[str] = "MAX_OPERATIONS_LIMIT"


class TooManyVariables(OperationError):
    code: ClassVar[str] = "MAX_VARIABLES_LIMIT"


class TooManyListItems(OperationError):
    code: ClassVar[str] = "MAX_LIST_ITEMS_LIMIT"


@dataclass(frozen=True, slots=True)
class SelectionSize:
    """How much is selected, fragments expanded."""

    depth: int = 0
    aliases: int = 0
    fields: int = 0
    uppermost: int = 0
    """Those of the fields that are below no other."""

    directives: int = 0
    list_items: int = 0

    def __add__(self, other: "SelectionSize") -> "SelectionSize":
        return SelectionSize(
            max(self.depth, other.depth),
            self.aliases + other.aliases,
            self.fields + other.fields,
            self.uppermost + other.uppermost,
            self.directives + other.directives,
            self.list_items + other.list_items,
        )


NOTHING = SelectionSize()


def check_limits(document: DocumentNode, limits: LimitsSettings) -> SelectionSize:
    """Raise the `OperationError` of the first limit that the document exceeds; give the size of all its operations."""
    _check_definitions(document, limits)
    total = NOTHING
    for size in measure_operations(document):
        if size.depth > limits.depth:
            raise TooDeep(f"The operation nests {size.depth} levels of fields; {_allowed(limits.depth)}.")
        _check(size.uppermost, limits.root_fields, TooManyRootFields, "The operation selects", "root fields")
        total += size
    _check(total.aliases, limits.aliases, TooManyAliases, "The document has", "aliases")
    _check(total.fields, limits.fields, TooManyFields, "The document selects", "fields")
    _check(total.directives, limits.directives, TooManyDirectives, "The document has", "directives")
    _check(total.list_items, limits.list_items, TooManyListItems, "The document has", "items in lists")
    return total


def _check_definitions(document: DocumentNode, limits: LimitsSettings) -> None:
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    fragments = sum(isinstance(node, FragmentDefinitionNode) for node in document.definitions)
    _check(fragments, limits.fragments, TooManyFragments, "The document has", "fragments")
    _check(len(operations), limits.operations, TooManyOperationsInDocument, "The document has", "operations")
    for operation in operations:
        variables = len(operation.variable_definitions or ())
        _check(variables, limits.variables, TooManyVariables, "The operation declares", "variables")


def check_variables(variables: Mapping[str, Any], limits: LimitsSettings) -> int:
    """Raise `TooManyListItems` where the lists in a request's variables are too long; give how many items they have."""
    items = sum(map(_items_of, variables.values()))
    _check(items, limits.list_items, TooManyListItems, "The variables have", "items in lists")
    return items


def _items_of(value: object) -> int:
    if type(value) is not list and type(value) is not dict:
        return 0
    items, within = 0, [value]
    while within:
        inner = within.pop()
        if type(inner) is list:
            items += len(inner)
            within += [one for one in inner if type(one) is list or type(one) is dict]
        elif type(inner) is dict:
            within += [one for one in inner.values() if type(one) is list or type(one) is dict]
    return items


def measure_operations(document: DocumentNode) -> Iterator[SelectionSize]:
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    measured: dict[str, SelectionSize] = {}
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            yield _directives(node.directives or ()) + _measure(node.selection_set, fragments, measured)


def _measure(
    selection_set: SelectionSetNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    measured: dict[str, SelectionSize],
) -> SelectionSize:
    sizes = (_measure_selection(selection, fragments, measured) for selection in selection_set.selections)
    return reduce(SelectionSize.__add__, sizes, NOTHING)


def _measure_selection(
    selection: SelectionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    measured: dict[str, SelectionSize],
) -> SelectionSize:
    match selection:
        case FieldNode():
            size = _measure_field(selection, fragments, measured)
        case InlineFragmentNode(selection_set=inner):
            size = _measure(inner, fragments, measured)
        case FragmentSpreadNode(name=name):
            size = _measure_fragment(name.value, fragments, measured)
        case _:
            return NOTHING
    return size + _directives(selection.directives) if selection.directives else size


def _measure_field(
    field: FieldNode, fragments: Mapping[str, FragmentDefinitionNode], measured: dict[str, SelectionSize]
) -> SelectionSize:
    below = _measure(field.selection_set, fragments, measured) if field.selection_set else NOTHING
    return SelectionSize(
        depth=below.depth + 1,
        aliases=below.aliases + (field.alias is not None),
        fields=below.fields + 1,
        uppermost=1,
        directives=below.directives,
        list_items=below.list_items + _list_items(field.arguments),
    )


def _measure_fragment(
    name: str, fragments: Mapping[str, FragmentDefinitionNode], measured: dict[str, SelectionSize]
) -> SelectionSize:
    if name not in measured:
        measured[name] = NOTHING
        if name in fragments:
            measured[name] = _measure(fragments[name].selection_set, fragments, measured)
    return measured[name]


def _directives(directives: Sequence[DirectiveNode]) -> SelectionSize:
    return SelectionSize(
        directives=len(directives), list_items=sum(_list_items(one.arguments or ()) for one in directives)
    )


def _list_items(arguments: Iterable[ArgumentNode]) -> int:
    return sum(_literal_items(argument.value) for argument in arguments)


def _literal_items(value: ValueNode) -> int:
    match value:
        case ListValueNode(values=values):
            return len(values) + sum(map(_literal_items, values))
        case ObjectValueNode(fields=fields):
            return sum(_literal_items(field.value) for field in fields)
        case _:
            return 0


def _check(number: int, limit: int, refusal: type[OperationError], subject: str, counted: str) -> None:
    if number > limit:
        raise refusal(f"{subject} {_count(number)} {counted}; {_allowed(limit)}.")


def _count(number: int) -> str:
    return str(number) if number < 1_000_000 else "more than a million"


def _allowed(limit: int) -> str:
    return f"at most {limit} are allowed"
