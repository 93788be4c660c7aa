"""Entities in the response -> representations for `_entities`, each sent once however often the entity occurs."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final

import orjson
from graphql import (
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
    specified_scalar_types,
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
class EntityReader:
    """How objects of one type are read."""

    represent: Represent
    identify: Callable[[ResponseObject], Hashable] | None
    """Tells equal representations before they are made; only where every field is of a built-in scalar type, whose
    values are equal in Python exactly where they are in JSON. Raises `KeyError` where a field is missing."""


EntityReaders = Mapping[str | None, EntityReader]
"""By the object's `__typename`; None for objects that have none."""


@dataclass(frozen=True, slots=True)
class RepresentationBatch:
    """What to send, and whose answer each is."""

    representations: list[ResponseObject]
    owners: list[list[ResponseObject]]
    """For each representation the objects of the response that it stands for."""

    left_out: list[ResponseObject]
    """Objects without a representation."""

    variables: Mapping[str, Any] = field(default_factory=dict)
    """What goes with these representations alone: values that their objects take from above."""


def build_representations(objects: Sequence[ResponseObject], readers: EntityReaders) -> RepresentationBatch:
    """Equal representations are sent once, in the order of their first object."""
    representations: list[ResponseObject] = []
    owners: dict[Hashable, list[ResponseObject]] = {}
    left_out: list[ResponseObject] = []
    for found in objects:
        reader = readers.get(type_name_of(found))
        identity = _identity_before(found, reader)
        if identity is not None and (same := owners.get(identity)) is not None:
            same.append(found)
            continue
        representation = reader.represent(found) if reader is not None else None
        if representation is None:
            left_out.append(found)
            continue
        same = owners.setdefault(identity or identity_of(representation), [])
        if not same:
            representations.append(representation)
        same.append(found)
    return RepresentationBatch(representations, list(owners.values()), left_out)


def _identity_before(found: ResponseObject, reader: EntityReader | None) -> Hashable | None:
    if reader is None or reader.identify is None:
        return None
    try:
        identity = reader.identify(found)
        hash(identity)
    except (KeyError, TypeError):  # a field is missing, or a subgraph gave an object for a scalar
        return None
    return identity


def identity_of(representation: ResponseObject) -> bytes:
    """Equal for what is equal in JSON."""
    try:
        return orjson.dumps(representation)
    except TypeError:  # an integer of more than 64 bits
        return repr(representation).encode(errors="backslashreplace")


def prepare_readers(requirements: tuple[Requirement, ...], schema: GraphQLSchema) -> EntityReaders:
    """Compile the requirements of a fetch; `schema` is the supergraph's, hidden elements included."""
    compiler = _Compiler(schema)
    readers: dict[str | None, EntityReader] = {}
    for requirement in requirements:
        for type_name in sorted(requirement.type_names):
            if type_name not in readers:
                readers[type_name] = compiler.reader(requirement, type_name)
        if requirement.representation_type is not None and None not in readers:
            readers[None] = compiler.reader(requirement, requirement.representation_type)
    return readers


class _Compiler:
    """Turns required selections into reading functions; holds the schema for as long as functions are made."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema

    def reader(self, requirement: Requirement, type_name: TypeName) -> EntityReader:
        object_type = self._composite(type_name)
        collected = [
            field
            for field in collect_fields((requirement.selection_set,), object_type, self.schema)
            if field.name != TYPENAME
        ]
        fields = tuple(
            (field.response_key, field.name, field.name in requirement.nullable, self._read(field, object_type))
            for field in collected
        )
        is_plain = all(self._is_built_in_scalar(field, object_type) for field in collected)
        sent_as = requirement.representation_type
        return EntityReader(
            represent=_represent(sent_as or type_name, fields),
            identify=_identify(sent_as, collected) if is_plain and collected else None,
        )

    def _is_built_in_scalar(self, field: CollectedField, parent: GraphQLNamedType) -> bool:
        known = parent.fields.get(field.name) if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType) else None
        return known is not None and str(get_nullable_type(known.type)) in specified_scalar_types

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


def _identify(sent_as: TypeName | None, fields: Sequence[CollectedField]) -> Callable[[ResponseObject], Hashable]:
    if sent_as is None:
        return itemgetter("__typename", *(field.response_key for field in fields))
    # Objects of several types, and such that tell none, may be one entity of an interface.
    sent = sorted((field.name, field.response_key) for field in fields)
    kind, values_of = (sent_as, tuple(name for name, _ in sent)), itemgetter(*(key for _, key in sent))
    return lambda found: (kind, values_of(found))


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
