"""The values that objects take from those above them, for the variables of a contextual fetch."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLSchema

from router.executor.collect_fields import does_fragment_apply
from router.executor.find_objects import ResponseObject, type_name_of
from router.executor.representations import MISSING, identity_of
from router.language.names import TYPENAME
from router.language.response_path import KeyElement, ListElement, ResponsePath
from router.language.selection_set import Field, SelectionSet
from router.query_plan import ContextSource, ContextVariable

Above = tuple[ResponseObject, ...]
"""The objects that hold an object, outermost first."""

WasLost = Callable[[ContextSource, ResponseObject], bool]
"""Whether a failure took what a source should give."""

Values = Mapping[str, Any]
"""By variable name."""


@dataclass(slots=True)
class ContextGroup:
    """Objects that take the same from above."""

    values: Values
    lacking: frozenset[str]
    """Variables that have no value and may not be null; they are not among the values."""

    objects: list[ResponseObject] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ContextReader:
    """One variable, compiled."""

    variable: ContextVariable
    schema: GraphQLSchema
    depths: tuple[int, ...]
    """How many objects are above each of the variable's sources."""

    def giver(self, above: Above) -> tuple[ContextSource, ResponseObject] | None:
        """The object that gives the value, and as which source."""
        for depth, source in zip(self.depths, self.variable.sources, strict=True):
            if _gives(source, above[depth]):
                return source, above[depth]
        return None

    @property
    def is_required(self) -> bool:
        return self.variable.type.endswith("!")


def prepare_context(variable: ContextVariable, schema: GraphQLSchema) -> ContextReader:
    """Compile a variable; `schema` is the supergraph's, hidden elements included."""
    return ContextReader(variable, schema, tuple(depth_of(source.path) for source in variable.sources))


def depth_of(path: ResponsePath) -> int:
    """How many objects are above the one at a path."""
    return sum(isinstance(element, KeyElement) for element in path)


def group_by_context(
    tree: ResponseObject,
    path: ResponsePath,
    types: frozenset[str | None],
    readers: Sequence[ContextReader],
    was_lost: WasLost,
) -> list[ContextGroup]:
    """The objects of these types at a path, in the order of the response, by what they take; those of no known type
    are among them."""
    groups: dict[Hashable, ContextGroup] = {}
    for found, above in _objects_at(tree, path):
        if (type_name := type_name_of(found)) is not None and type_name not in types:
            continue
        values = {reader.variable.name: _value(reader, above, was_lost) for reader in readers}
        lacking = frozenset(name for name, value in values.items() if value is MISSING)
        for name in lacking:
            del values[name]
        group = groups.setdefault(identity_of(values), ContextGroup(values, lacking))
        group.objects.append(found)
    return list(groups.values())


def _value(reader: ContextReader, above: Above, was_lost: WasLost) -> Any:
    """`MISSING` where there is none to be sent."""
    giver = reader.giver(above)
    value = _read(giver[1], giver[0].selection_set, reader.schema) if giver is not None else None
    lost = giver is not None and was_lost(*giver)
    if value is MISSING and giver is not None and not lost:
        value = None  # nobody failed to bring it: its object is unknown where it would be
    return MISSING if value is None and reader.is_required else value


def _objects_at(tree: ResponseObject, path: ResponsePath) -> Iterator[tuple[ResponseObject, Above]]:
    values: list[tuple[Any, Above]] = [(tree, ())]
    for element in path:
        if isinstance(element, KeyElement):
            key = element.response_key
            values = [(value.get(key), (*above, value)) for value, above in values if type(value) is dict]
        elif isinstance(element, ListElement):
            values = [(item, above) for value, above in values if type(value) is list for item in value]
        else:
            names = element.type_names
            values = [(value, above) for value, above in values if type(value) is dict and type_name_of(value) in names]
    return ((value, above) for value, above in values if type(value) is dict)


def _gives(source: ContextSource, found: ResponseObject) -> bool:
    return not source.type_names or type_name_of(found) in source.type_names


def _read(value: Any, selection_set: SelectionSet, schema: GraphQLSchema) -> Any:
    if type(value) is list:
        items = [_read(item, selection_set, schema) for item in value]
        return MISSING if any(item is MISSING for item in items) else items
    if type(value) is not dict:
        return None
    selected = _field_for(value, selection_set, schema)
    if selected is None:
        return None
    inner = value.get(selected.response_key, MISSING)
    return inner if selected.selection_set is None or inner is MISSING else _read(inner, selected.selection_set, schema)


def _field_for(found: ResponseObject, selection_set: SelectionSet, schema: GraphQLSchema) -> Field | None:
    """A selection from a context leads to one value, so one field of it is for this object."""
    for selection in selection_set:
        if isinstance(selection, Field):
            if selection.name != TYPENAME:
                return selection
            continue
        object_type = schema.get_type(type_name_of(found) or "")
        if object_type is not None and does_fragment_apply(selection.type_condition, object_type, schema):
            return _field_for(found, selection.selection_set, schema)
    return None
