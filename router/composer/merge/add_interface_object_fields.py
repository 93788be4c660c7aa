"""Fields that an interface object adds to an interface appear on every implementation."""

from collections.abc import Mapping
from dataclasses import replace

from router.composer.composition import Composition
from router.composer.merge.context import MergeContext
from router.composer.merged_schema import MergedField, MergedType
from router.supergraph.model import TypeKind


def add_interface_object_fields(types: Mapping[str, MergedType], context: MergeContext) -> dict[str, MergedType]:
    """The join directive without a graph says that no subgraph resolves the field on the object type itself."""
    given = {name: _given_by(name, types, context.composition) for name in types}
    added = dict(types)
    for name, merged in types.items():
        if merged.kind not in (TypeKind.OBJECT, TypeKind.INTERFACE):
            continue
        inherited = {key: field for interface in merged.interfaces for key, field in given[interface].items()}
        missing = {key: _without_source(field, context) for key, field in inherited.items() if key not in merged.fields}
        if missing:
            added[name] = replace(merged, fields={**merged.fields, **missing})
    return added


def _given_by(interface: str, types: Mapping[str, MergedType], composition: Composition) -> dict[str, MergedField]:
    declared = {
        name
        for found in composition.declarations[interface]
        if found.definition.is_interface_object
        for name in found.definition.fields
    }
    return {name: field for name, field in types[interface].fields.items() if name in declared}


def _without_source(field: MergedField, context: MergeContext) -> MergedField:
    return replace(field, joins=(context.join("field"),))
