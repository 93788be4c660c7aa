"""join v0.1 leaves out what a subgraph declares only to use it; later versions write it down.

Such a supergraph names a field's owner alone. A subgraph that enters the type by a key still declares the
key's fields, and one that requires or provides fields declares those as external.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from router.language.names import TYPENAME, FieldName, SubgraphName, TypeName
from router.language.selection_set import Field, SelectionSet
from router.supergraph.model import JoinField, TypeDefinition


@dataclass(frozen=True, slots=True)
class _ImpliedField:
    parent_type: TypeName
    field: FieldName
    subgraph: SubgraphName
    external: bool


def declare_implied_fields(types: Mapping[TypeName, TypeDefinition]) -> dict[TypeName, TypeDefinition]:
    """Add the joins that keys, requires and provides imply. A field's own join stays as it is."""
    implied = [found for definition in types.values() for found in _implied_by(definition, types)]
    implied.sort(key=lambda found: found.external)
    joins: dict[tuple[TypeName, FieldName], dict[SubgraphName, JoinField]] = {}
    for found in implied:
        field = types[found.parent_type].fields[found.field]
        known = joins.setdefault((found.parent_type, found.field), dict(field.joins))
        known.setdefault(found.subgraph, JoinField(found.subgraph, field.type, external=found.external))
    return {name: _with_joins(definition, joins) for name, definition in types.items()}


def _with_joins(
    definition: TypeDefinition, joins: Mapping[tuple[TypeName, FieldName], Mapping[SubgraphName, JoinField]]
) -> TypeDefinition:
    fields = {
        name: replace(field, joins=joins.get((definition.name, name), field.joins))
        for name, field in definition.fields.items()
    }
    return replace(definition, fields=fields)


def _implied_by(definition: TypeDefinition, types: Mapping[TypeName, TypeDefinition]) -> Iterator[_ImpliedField]:
    for join in definition.joins.values():
        for key in join.keys:
            yield from _fields_in(key.selection_set, definition.name, join.subgraph, False, types)
    for field in definition.fields.values():
        for field_join in field.joins.values():
            if field_join.requires:
                yield from _fields_in(field_join.requires, definition.name, field_join.subgraph, True, types)
            if field_join.provides:
                named_type = TypeName(field.type.strip("[]!"))
                yield from _fields_in(field_join.provides, named_type, field_join.subgraph, True, types)


def _fields_in(
    selection_set: SelectionSet,
    parent_type: TypeName,
    subgraph: SubgraphName,
    external: bool,
    types: Mapping[TypeName, TypeDefinition],
) -> Iterator[_ImpliedField]:
    for selection in selection_set:
        if not isinstance(selection, Field):
            inner_type = selection.type_condition or parent_type
            yield from _fields_in(selection.selection_set, inner_type, subgraph, external, types)
            continue
        field = types[parent_type].fields.get(selection.name) if parent_type in types else None
        if field is None or selection.name == TYPENAME:
            continue
        yield _ImpliedField(parent_type, selection.name, subgraph, external)
        if selection.selection_set:
            named_type = TypeName(field.type.strip("[]!"))
            yield from _fields_in(selection.selection_set, named_type, subgraph, external, types)
