"""Entities in the response -> representations for `_entities`, each sent once however often the entity occurs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from graphql import (
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
)

from router.executor.collect_fields import CollectedField, collect_fields
from router.executor.find_objects import ResponseObject, type_name_of
from router.language.names import TYPENAME, ResponseKey, TypeName
from router.language.selection_set import SelectionSet
from router.query_plan import Requirement

MISSING: Final = object()
Read = Callable[[Any], Any]
"""From a value of the response to what a representation holds of it, or `MISSING`."""

Represent = Callable[[ResponseObject], ResponseObject | None]


@dataclass(frozen=True, slots=True)
class RepresentationBatch:
    """What to send, and whose answer each is."""

    representations: list[ResponseObject]
    owners: list[list[ResponseObject]]
    """For each representation the objects of the response that it stands for."""

    left_out: list[ResponseObject]
    """Objects without a representation."""


def build_representations(objects: Sequence[ResponseObject], represent: Represent) -> RepresentationBatch:
    """Equal representations are sent once, in the order of their first object."""
    representations: list[ResponseObject] = []
    owners: dict[bytes, list[ResponseObject]] = {}
    left_out: list[ResponseObject] = []
    for found in objects:
        representation = represent(found)
        if representation is None:
            left_out.append(found)
            continue
        identity = _identity(representation)
        if identity in owners:
            owners[identity].append(found)
        else:
            owners[identity] = [found]
            representations.append(representation)
    return RepresentationBatch(representations, list(owners.values()), left_out)


def _identity(representation: ResponseObject) -> bytes:
    try:
        return orjson.dumps(representation)
    except TypeError:  # an integer of more than 64 bits
        return repr(representation).encode(errors="backslashreplace")


def prepare_represent(requirements: tuple[Requirement, ...], schema: GraphQLSchema) -> Represent:
    """Compile the requirements of a fetch; `schema` is the supergraph's, hidden elements included."""
    compiler = _Compiler(schema)
    by_type_name: dict[str | None, Represent] = {}
    for requirement in requirements:
        for type_name in sorted(requirement.type_names):
            by_type_name.setdefault(type_name, compiler.represent(requirement, type_name))
        if requirement.representation_type is not None:
            by_type_name.setdefault(None, compiler.represent(requirement, requirement.representation_type))

    def represent(found: ResponseObject) -> ResponseObject | None:
        represent_type = by_type_name.get(type_name_of(found))
        return None if represent_type is None else represent_type(found)

    return represent


class _Compiler:
    """Turns required selections into reading functions; holds the schema for as long as functions are made."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema

    def represent(self, requirement: Requirement, type_name: TypeName) -> Represent:
        object_type = self._composite(type_name)
        fields = tuple(
            (field.response_key, field.name, field.name in requirement.nullable, self._read(field, object_type))
            for field in collect_fields((requirement.selection_set,), object_type, self.schema)
            if field.name != TYPENAME
        )
        sent_as = requirement.representation_type or type_name
        return _represent(sent_as, fields)

    def _composite(self, type_name: TypeName) -> GraphQLNamedType:
        # A type that the supergraph does not know can only be matched by fragments of its own name.
        return self.schema.get_type(type_name) or GraphQLObjectType(type_name, {})

    def _read(self, field: CollectedField, parent: GraphQLNamedType) -> Read | None:
        """None for a leaf: its value is taken as it is."""
        if not field.selection_sets:
            return None
        known = parent.fields.get(field.name) if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType) else None
        named_type = get_named_type(known.type) if known is not None else None
        return self._read_composite(field.selection_sets, named_type)

    def _read_composite(self, selection_sets: tuple[SelectionSet, ...], static: GraphQLNamedType | None) -> Read:
        by_type: dict[GraphQLNamedType | None, tuple[tuple[ResponseKey, str, Read | None], ...]] = {}

        def read(value: Any) -> Any:
            if type(value) is list:
                items = [read(item) for item in value]
                return MISSING if any(item is MISSING for item in items) else items
            if type(value) is not dict:
                return None
            told = self.schema.get_type(type_name_of(value) or "")
            fields = by_type.get(told)
            if fields is None:
                fields = by_type[told] = self._fields_beneath(selection_sets, static, told)
            return _read_object(value, fields)

        return read

    def _fields_beneath(
        self, selection_sets: tuple[SelectionSet, ...], static: GraphQLNamedType | None, told: GraphQLNamedType | None
    ) -> tuple[tuple[ResponseKey, str, Read | None], ...]:
        if told is not None and (static is None or is_abstract_type(static)):
            static = told
        object_type = static if static is not None and is_composite_type(static) else GraphQLObjectType("_", {})
        collected = collect_fields(selection_sets, object_type, self.schema)
        return tuple((field.response_key, field.name, self._read(field, object_type)) for field in collected)


def _represent(sent_as: str, fields: tuple[tuple[ResponseKey, str, bool, Read | None], ...]) -> Represent:
    def represent(found: ResponseObject) -> ResponseObject | None:
        representation: ResponseObject = {"__typename": sent_as}
        for key, name, may_be_null, read in fields:
            value = found.get(key, MISSING)
            if read is not None and value is not MISSING and value is not None:
                value = read(value)
            if value is MISSING or (not may_be_null and _holds_null(value, read is not None)):
                return None
            representation[name] = value
        return representation

    return represent


def _holds_null(value: Any, is_composite: bool) -> bool:
    """Whether a key is null, or an object within it lacks a part."""
    if value is None or not is_composite or type(value) is not dict:
        return value is None
    return any(_holds_null(inner, type(inner) is dict) for inner in value.values())


def _read_object(value: ResponseObject, fields: tuple[tuple[ResponseKey, str, Read | None], ...]) -> Any:
    result: ResponseObject = {}
    for key, name, read in fields:
        inner = value.get(key, MISSING)
        if read is not None and inner is not MISSING and inner is not None:
            inner = read(inner)
        if inner is MISSING:
            return MISSING
        result[name] = inner
    return result
