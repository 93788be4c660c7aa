"""What can be wrong with the field set of a `@key`, `@requires` or `@provides`, on its own subgraph's schema."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from graphql import GraphQLSyntaxError, print_ast

from router.composer.subgraph import Subgraph
from router.composer.subgraph_schema import Directive, Element, Field, SubgraphType
from router.composer.type_reference import named_type
from router.errors import CompositionError
from router.language.field_set import parse_field_set
from router.language.names import TYPENAME
from router.language.selection_set import Field as SelectedField
from router.language.selection_set import InlineFragment, SelectionSet
from router.specs.directive_arguments import argument_value, string_argument
from router.supergraph.model import TypeKind


class ProblemKind(Enum):
    NOT_A_STRING = auto()
    INVALID = auto()
    HAS_ARGUMENTS = auto()
    HAS_DIRECTIVES = auto()
    SELECTS_ABSTRACT_TYPE = auto()
    NOT_EXTERNAL = auto()


@dataclass(frozen=True, slots=True)
class FieldSetUse:
    """One directive with a field set, and the type that the field set selects from."""

    subgraph: Subgraph
    directive: Directive
    where: str
    """The type or field that carries it, as a message names it."""

    parent_type: str

    def error(self, code: str, problem: str) -> CompositionError:
        value = argument_value(self.directive.node, "fields")
        text = print_ast(value) if value is not None else "null"
        message = f"On {self.where}, for @{self.directive.name}(fields: {text}): {problem}"
        return self.subgraph.error(code, message, self.directive.node)


def key_uses(subgraph: Subgraph) -> Iterator[FieldSetUse]:
    for definition in subgraph.types.values():
        for directive in definition.applied("key"):
            yield FieldSetUse(subgraph, directive, f'type "{definition.name}"', definition.name)


def requires_uses(subgraph: Subgraph) -> Iterator[FieldSetUse]:
    for definition, field, directive in _field_directives(subgraph, "requires"):
        yield FieldSetUse(subgraph, directive, f'field "{definition.name}.{field.name}"', definition.name)


def provides_uses(subgraph: Subgraph) -> Iterator[FieldSetUse]:
    """Only where the field returns a composite type; a rule of its own has the others."""
    for definition, field, directive in _field_directives(subgraph, "provides"):
        target = subgraph.types.get(named_type(field.type))
        if target is not None and target.is_composite:
            yield FieldSetUse(subgraph, directive, f'field "{definition.name}.{field.name}"', target.name)


def _field_directives(subgraph: Subgraph, name: str) -> Iterator[tuple[SubgraphType, Field, Directive]]:
    """On object types; rules of their own have those on interfaces."""
    for definition in (found for found in subgraph.types.values() if found.kind is TypeKind.OBJECT):
        for field in definition.fields.values():
            for directive in field.applied(name):
                yield definition, field, directive


def problems_of(use: FieldSetUse, kind: ProblemKind) -> Iterator[str]:
    """The problems of one kind, each a sentence."""
    return (text for found, text in _all_problems(use) if found is kind)


def _all_problems(use: FieldSetUse) -> Iterator[tuple[ProblemKind, str]]:
    text = string_argument(use.directive.node, "fields")
    if text is None:
        yield ProblemKind.NOT_A_STRING, 'the argument "fields" must be a string; write the field names in quotes.'
        return
    try:
        selection_set = parse_field_set(text)
    except GraphQLSyntaxError as error:
        yield ProblemKind.INVALID, f"{error.message} Write field names separated by spaces, with braces for subfields."
        return
    yield from _Checker(use.subgraph).check(selection_set, use.parent_type, False)


@dataclass(frozen=True, slots=True)
class _Checker:
    subgraph: Subgraph

    def check(
        self, selection_set: SelectionSet, parent_type: str, is_below_external: bool
    ) -> Iterator[tuple[ProblemKind, str]]:
        for selection in selection_set:
            for directive in selection.directives:
                yield ProblemKind.HAS_DIRECTIVES, f"a field set cannot hold directives, but has {directive}; remove it."
            match selection:
                case InlineFragment():
                    yield from self._check_fragment(selection, parent_type, is_below_external)
                case SelectedField():
                    yield from self._check_field(selection, parent_type, is_below_external)

    def _check_fragment(
        self, fragment: InlineFragment, parent_type: str, is_below_external: bool
    ) -> Iterator[tuple[ProblemKind, str]]:
        condition = fragment.type_condition or parent_type
        target = self.subgraph.types.get(condition)
        if target is None or not target.is_composite:
            yield ProblemKind.INVALID, f'"{condition}" in "... on {condition}" is not a type with fields here.'
        else:
            yield from self.check(fragment.selection_set, condition, is_below_external)

    def _check_field(
        self, selection: SelectedField, parent_type: str, is_below_external: bool
    ) -> Iterator[tuple[ProblemKind, str]]:
        if selection.name == TYPENAME:
            return
        field = self.subgraph.field(parent_type, selection.name)
        coordinate = f"{parent_type}.{selection.name}"
        if field is None:
            yield ProblemKind.INVALID, self._unknown_field(parent_type, selection.name)
            return
        if selection.alias:
            yield ProblemKind.INVALID, f'a field set cannot rename "{coordinate}"; remove the alias.'
        if selection.arguments or field.arguments:
            yield ProblemKind.HAS_ARGUMENTS, f'field "{coordinate}" has arguments, so it cannot be part of it.'
        target = self.subgraph.types.get(named_type(field.type))
        yield from self._check_target(coordinate, target, selection)
        is_external = is_below_external or self._is_marked_external(parent_type, selection.name)
        if selection.selection_set and target is not None:
            yield from self.check(selection.selection_set, target.name, is_external)
        elif not is_external:
            problem = f'field "{coordinate}" is resolved by this subgraph itself; mark it @external or leave it out.'
            yield ProblemKind.NOT_EXTERNAL, problem

    def _check_target(
        self, coordinate: str, target: SubgraphType | None, selection: SelectedField
    ) -> Iterator[tuple[ProblemKind, str]]:
        is_composite = target is not None and target.is_composite
        if is_composite and not selection.selection_set:
            yield ProblemKind.INVALID, f'field "{coordinate}" needs subfields: write "{selection.name} {{ ... }}".'
        if selection.selection_set and not is_composite:
            yield ProblemKind.INVALID, f'field "{coordinate}" has no subfields; write "{selection.name}" alone.'
        if target is not None and target.kind in (TypeKind.INTERFACE, TypeKind.UNION):
            kind = target.kind.value.lower()
            problem = f'field "{coordinate}" returns the {kind} "{target.name}"; a key can only hold object types.'
            yield ProblemKind.SELECTS_ABSTRACT_TYPE, problem

    def _unknown_field(self, parent_type: str, name: str) -> str:
        mend = "Declare it there, marked @external if another subgraph resolves it, or correct the name."
        return f'type "{parent_type}" has no field "{name}" in this subgraph. {mend}'

    def _is_marked_external(self, parent_type: str, name: str) -> bool:
        """On an interface it is enough that an implementation marks it."""
        parents = [self.subgraph.types[parent_type]]
        if parents[0].kind is TypeKind.INTERFACE:
            parents += [found for found in self.subgraph.types.values() if parent_type in found.interfaces]
        return any(_is_marked(parent, parent.fields.get(name)) for parent in parents)


def _is_marked(parent: SubgraphType, field: Element | None) -> bool:
    return field is not None and (field.has("external") or parent.has("external"))
