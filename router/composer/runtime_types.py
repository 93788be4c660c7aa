"""The object types that a subgraph can answer a field with."""

from router.composer.composition import FieldSource
from router.composer.type_reference import named_type
from router.supergraph.model import TypeKind


def runtime_types(source: FieldSource) -> frozenset[str] | None:
    """None where the field returns no composite type, or an interface object, whose types are not known there."""
    types = source.subgraph.types
    target = types.get(named_type(source.field.type))
    if target is None or target.is_interface_object:
        return None
    match target.kind:
        case TypeKind.OBJECT:
            return frozenset((target.name,))
        case TypeKind.UNION:
            return frozenset(target.members)
        case TypeKind.INTERFACE:
            objects = (found for found in types.values() if found.kind is TypeKind.OBJECT)
            return frozenset(found.name for found in objects if target.name in found.interfaces)
        case _:
            return None
