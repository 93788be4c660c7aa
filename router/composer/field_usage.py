"""Which fields of a subgraph its keys, requires, provides, contexts and interfaces name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphql import GraphQLSyntaxError

from router.composer.contexts import context_setters, contextual_arguments, selection_of
from router.composer.subgraph_schema import SubgraphType
from router.composer.type_reference import named_type
from router.language.field_set import parse_field_set
from router.language.names import TYPENAME
from router.language.selection_set import Field as SelectedField
from router.language.selection_set import SelectionSet
from router.specs.directive_arguments import string_argument
from router.supergraph.model import TypeKind

Coordinate = tuple[str, str]
"""Type name, field name."""

Types = Mapping[str, SubgraphType]


@dataclass(frozen=True, slots=True)
class FieldUsage:
    """Each set holds what field sets name at any depth."""

    key_fields: frozenset[Coordinate]
    provided: frozenset[Coordinate]
    external: frozenset[Coordinate]
    """Marked `@external`, alone or with their type, and truly so: key fields of an extension are resolved here."""

    used: frozenset[Coordinate]
    """Named by any key, requires, provides or context, or demanded by an interface."""


def analyse_field_usage(types: Types) -> FieldUsage:
    implementations = _implementations(types)
    walker = _FieldSetWalker(types, implementations)
    key_fields = frozenset(walker.key_fields())
    provided = frozenset(walker.provided_fields())
    required = frozenset(walker.required_fields()) | frozenset(walker.context_fields())
    return FieldUsage(
        key_fields=key_fields,
        provided=provided,
        external=frozenset(_external_fields(types, walker)),
        used=key_fields | provided | required | frozenset(_interface_fields(types)),
    )


def field_set_of(text: str | None) -> SelectionSet | None:
    """Parse, or None where it is not a field set; rules report that by themselves."""
    if text is None:
        return None
    try:
        return parse_field_set(text)
    except GraphQLSyntaxError:
        return None


def _implementations(types: Types) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for definition in types.values():
        for interface in definition.interfaces:
            found.setdefault(interface, []).append(definition.name)
    return found


def _interface_fields(types: Types) -> Iterator[Coordinate]:
    for definition in types.values():
        for interface in definition.interfaces:
            if interface in types:
                yield from ((definition.name, name) for name in types[interface].fields)


def _external_fields(types: Types, walker: "_FieldSetWalker") -> Iterator[Coordinate]:
    resolved_anyway = frozenset(walker.extension_key_fields())
    for definition in types.values():
        is_external_type = definition.kind is TypeKind.OBJECT and definition.has("external")
        for name, field in definition.fields.items():
            if (is_external_type or field.has("external")) and (definition.name, name) not in resolved_anyway:
                yield definition.name, name


@dataclass(frozen=True, slots=True)
class _FieldSetWalker:
    types: Types
    implementations: Mapping[str, list[str]]

    def key_fields(self) -> Iterator[Coordinate]:
        for definition in self.types.values():
            yield from self._key_fields_of(definition)

    def extension_key_fields(self) -> Iterator[Coordinate]:
        for definition in self.types.values():
            if definition.is_extension:
                yield from self._key_fields_of(definition)

    def provided_fields(self) -> Iterator[Coordinate]:
        for definition in self.types.values():
            for field in definition.fields.values():
                for directive in field.applied("provides"):
                    text = string_argument(directive.node, "fields")
                    yield from self._walk(named_type(field.type), field_set_of(text), with_implementations=True)

    def required_fields(self) -> Iterator[Coordinate]:
        for definition in self.types.values():
            for field in definition.fields.values():
                for directive in field.applied("requires"):
                    text = string_argument(directive.node, "fields")
                    yield from self._walk(definition.name, field_set_of(text), with_implementations=True)

    def context_fields(self) -> Iterator[Coordinate]:
        setters: dict[str, tuple[SubgraphType, ...]] | None = None
        for argument in contextual_arguments(self.types):
            setters = context_setters(self.types) if setters is None else setters
            value = argument.value
            if value is not None:
                for setter in setters.get(value.context, ()):
                    yield from self._walk(setter.name, selection_of(value), with_implementations=True)

    def _key_fields_of(self, definition: SubgraphType) -> Iterator[Coordinate]:
        for directive in definition.applied("key"):
            text = string_argument(directive.node, "fields")
            yield from self._walk(definition.name, field_set_of(text), with_implementations=False)

    def _walk(
        self, parent_type: str, selection_set: SelectionSet | None, with_implementations: bool
    ) -> Iterator[Coordinate]:
        for selection in selection_set or ():
            if not isinstance(selection, SelectedField):
                condition = selection.type_condition or parent_type
                yield from self._walk(condition, selection.selection_set, with_implementations)
                continue
            parent = self.types.get(parent_type)
            field = parent.fields.get(selection.name) if parent else None
            if field is None or selection.name == TYPENAME:
                continue
            yield parent_type, selection.name
            if with_implementations:
                yield from ((name, selection.name) for name in self.implementations.get(parent_type, ()))
            yield from self._walk(named_type(field.type), selection.selection_set, with_implementations)
