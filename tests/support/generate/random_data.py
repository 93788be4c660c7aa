"""Make up the records behind any set of subgraphs, these from `random_supergraph` or those of a scenario.

Every subgraph tells the same truth, so a value must suit each of them: null only where all say nullable, an object
only of a type that all of them know there. Leaves are all different, so that mixed-up values show.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Any

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    SelectionSetNode,
    get_named_type,
)

from tests.support.federation_sdl import FieldFacts, SubgraphFacts
from tests.support.records import Json, Records

RECORDS_PER_TYPE = 3
MOST_ITEMS = 3
DEEPEST_VALUE = 3


@dataclass(frozen=True)
class FieldUnion:
    """One field, over all subgraphs that declare it."""

    name: str
    definitions: tuple[tuple[SubgraphFacts, GraphQLField], ...]

    @property
    def types(self) -> list[GraphQLOutputType]:
        return [definition.type for _, definition in self.definitions]


@dataclass
class DataMaker:
    """Makes `data.json` for subgraphs."""

    random: Random
    subgraphs: Mapping[str, SubgraphFacts]
    counter: int = 0
    null_chance: float = 0.15
    error_chance: float = 0.02
    types: dict[str, dict[str, FieldUnion]] = field(init=False)

    def __post_init__(self) -> None:
        self.types = {name: self._fields_of(name) for name in self._object_types()}

    @cached_property
    def world(self) -> Records:
        return Records({}, self.subgraphs)

    @cached_property
    def entities(self) -> list[str]:
        names = {
            facts.name
            for subgraph in self.subgraphs.values()
            for facts in subgraph.types.values()
            if facts.keys and not facts.is_interface and not facts.is_interface_object
        }
        return [name for name in self.types if name in names]

    @cached_property
    def key_fields(self) -> dict[str, set[str]]:
        """The fields that some key of the type names at its top level."""
        found: dict[str, set[str]] = {name: set() for name in self.types}
        for subgraph in self.subgraphs.values():
            for facts in subgraph.types.values():
                for concrete in self._concrete(facts.name):
                    found[concrete].update(name for key in facts.keys for name in _names(key.selection))
        return found

    def make(self) -> dict[str, Json]:
        data: dict[str, Json] = {}
        for type_name in self.types:
            if type_name == "Subscription":
                data[type_name] = {
                    name: {"$events": self._events(union)} for name, union in self.types[type_name].items()
                }
            elif type_name in ("Query", "Mutation"):
                data[type_name] = self._object(type_name, 0, 0)
            elif type_name in self.entities:
                labels = range(1, RECORDS_PER_TYPE + 1)
                data[type_name] = {str(label): self._object(type_name, label, 0) for label in labels}
        self._forget_some(data)
        if self.random.random() < 0.5:
            data["$labels"] = sorted(self._labels())
        return data

    def _events(self, union: FieldUnion) -> list[Json]:
        return [self._field(union, None, 0) for _ in range(self.random.randint(0, 3))]

    def _labels(self) -> set[str]:
        return {
            each.override_label
            for subgraph in self.subgraphs.values()
            for facts in subgraph.types.values()
            for each in facts.fields.values()
            if each.override_label
        }

    def _object_types(self) -> Iterator[str]:
        seen = set()
        for subgraph in self.subgraphs.values():
            for facts in subgraph.types.values():
                if not (facts.is_interface or facts.is_interface_object) and facts.name not in seen:
                    seen.add(facts.name)
                    yield facts.name

    def _fields_of(self, type_name: str) -> dict[str, FieldUnion]:
        found: dict[str, list[tuple[SubgraphFacts, GraphQLField]]] = {}
        for subgraph, declared_on in self._declaring(type_name):
            for name, definition in self._schema_type(subgraph, declared_on).fields.items():
                if not name.startswith("_"):
                    found.setdefault(name, []).append((subgraph, definition))
        return {name: FieldUnion(name, tuple(definitions)) for name, definitions in found.items()}

    def _declaring(self, type_name: str) -> Iterator[tuple[SubgraphFacts, str]]:
        supertypes = self.world.supertypes(type_name)
        for subgraph in self.subgraphs.values():
            for facts in subgraph.types.values():
                if facts.name == type_name or (facts.is_interface_object and facts.name in supertypes):
                    yield subgraph, facts.name

    def _schema_type(self, subgraph: SubgraphFacts, type_name: str) -> GraphQLObjectType:
        local = {subgraph.canonical_name(name): name for name in subgraph.schema.type_map}
        found = subgraph.schema.type_map[local.get(type_name, type_name)]
        assert isinstance(found, GraphQLObjectType)
        return found

    def _concrete(self, type_name: str) -> list[str]:
        """The object types that are, or are below, a type in any subgraph."""
        return [name for name in self.types if name == type_name or type_name in self.world.supertypes(name)]

    def _object(self, type_name: str, label: int, depth: int) -> dict[str, Json]:
        values: dict[str, Json] = {}
        for name, union in self.types[type_name].items():
            is_key = name in self.key_fields[type_name]
            if self._is_derived(type_name, union):
                continue
            values[name] = self._field(union, label if is_key else None, depth)
        return values

    def _is_derived(self, type_name: str, union: FieldUnion) -> bool:
        named = get_named_type(union.types[0])
        is_scalar = getattr(named, "name", "") in ("String", "Int", "Float", "Boolean", "ID")
        return is_scalar and self.world.computation(type_name, union.name) is not None

    def _field(self, union: FieldUnion, key_of: int | None, depth: int) -> Json:
        has_arguments = any(definition.args for _, definition in union.definitions)
        named = get_named_type(union.types[0])
        if has_arguments and isinstance(named, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType):
            return {"$pick": [self._value(union, union.types, key_of, depth) for _ in range(3)]}
        return self._value(union, union.types, key_of, depth)

    def _value(self, union: FieldUnion, types: list[GraphQLOutputType], key_of: int | None, depth: int) -> Json:
        is_nullable = not any(isinstance(each, GraphQLNonNull) for each in types)
        types = [each.of_type if isinstance(each, GraphQLNonNull) else each for each in types]
        too_deep = depth >= DEEPEST_VALUE and self._is_inline(types)
        if is_nullable and key_of is None and (too_deep or self.random.random() < self.null_chance):
            return None
        if isinstance(types[0], GraphQLList):
            inner = [each.of_type for each in types if isinstance(each, GraphQLList)]
            count = (
                self.random.randint(1, 2)
                if key_of is not None
                else self.random.randint(0, 0 if depth > DEEPEST_VALUE else MOST_ITEMS)
            )
            try:
                return [self._value(union, inner, key_of, depth) for _ in range(count)]
            except NoSuchValue:
                return []
        return self._leaf_or_object(union, types, key_of, depth, is_nullable)

    def _error(self) -> Json:
        self.counter += 1
        return {"$error": f"failure {self.counter}"}

    @cached_property
    def required(self) -> set[str]:
        """Fields that somebody requires, or takes from above where null will do: the router reports their failures, and
        the monolith is not asked for them."""
        fields = (
            each
            for subgraph in self.subgraphs.values()
            for facts in subgraph.types.values()
            for each in facts.fields.values()
        )
        return {name for each in fields for selection in _read_unasked(each) for name in all_names(selection)}

    def _is_inline(self, types: list[GraphQLOutputType]) -> bool:
        return not any(name in self.entities for name in self._concrete(get_named_type(types[0]).name))

    def _leaf_or_object(
        self, union: FieldUnion, types: list[GraphQLOutputType], key_of: int | None, depth: int, is_nullable: bool
    ) -> Json:
        named = get_named_type(types[0])
        if not isinstance(named, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType):
            may_fail = key_of is None and union.name not in self.required and types == union.types
            return self._error() if may_fail and self.random.random() < self.error_chance else self._leaf(named, types)
        choices = self._choices(union)
        if not choices and not is_nullable:
            raise NoSuchValue(union.name)
        if not choices:
            return None
        chosen = self.random.choice(choices)
        if chosen in self.entities:
            return {"$ref": f"{chosen}:{key_of or self.random.randint(1, RECORDS_PER_TYPE)}"}
        if chosen == "Query":
            return {"__typename": chosen}
        return {"__typename": chosen} | self._object(chosen, 0, depth + 1)

    def _choices(self, union: FieldUnion) -> list[str]:
        """The concrete types that every subgraph which may answer the field knows there."""
        answering = [pair for pair in union.definitions if not self._is_only_external(pair[0], union)]
        possible = [
            set(self._possible(facts, get_named_type(each.type).name)) for facts, each in answering or union.definitions
        ]
        return [name for name in self.types if all(name in each for each in possible)]

    def _is_only_external(self, subgraph: SubgraphFacts, union: FieldUnion) -> bool:
        """External in this subgraph, and provided nowhere in it."""
        declared = [facts.fields[union.name] for facts in subgraph.types.values() if union.name in facts.fields]
        provided = {
            name
            for facts in subgraph.types.values()
            for each in facts.fields.values()
            if each.provides
            for name in all_names(each.provides)
        }
        return all(each.external for each in declared) and union.name not in provided

    def _possible(self, subgraph: SubgraphFacts, type_name: str) -> list[str]:
        named = subgraph.schema.type_map[type_name]
        if isinstance(named, GraphQLInterfaceType | GraphQLUnionType):
            return [each.name for each in subgraph.schema.get_possible_types(named)]
        facts = subgraph.types[subgraph.canonical_name(type_name)]
        return self._concrete(type_name) if facts.is_interface_object else [type_name]

    def _leaf(self, named: Any, types: list[GraphQLOutputType]) -> Json:
        if isinstance(named, GraphQLEnumType):
            shared = [set(each.values) for each in map(get_named_type, types) if isinstance(each, GraphQLEnumType)]
            return self.random.choice(sorted(set.intersection(*shared)))
        self.counter += 1
        match named.name:
            case "Int":
                return self.counter
            case "Float":
                return self.counter + 0.5
            case "Boolean":
                return self.random.random() < 0.5
            case "Code":
                number = self.counter
                return self.random.choice(
                    [number + 10**20, f"c{number}", {"c": number, "": None}, [number, "c"], -number]
                )
            case _:
                return f"{named.name[0].lower()}{self.counter}"

    def _forget_some(self, data: dict[str, Json]) -> None:
        """Let a subgraph not know an entity that others refer to, where only its own fields can tell."""
        for type_name in self.entities:
            for name in self.subgraphs:
                if self.random.random() < 0.25 and self._can_forget(name, type_name):
                    label = str(self.random.randint(1, RECORDS_PER_TYPE))
                    self._lose(data[type_name][label], name, type_name)

    def _lose(self, record: dict[str, Json], name: str, type_name: str) -> None:
        """Unknown there; or it fails to load, unless others would feel that."""
        is_required = self.required & set(self.subgraphs[name].types[type_name].fields)
        if is_required or self.random.random() < 0.6:
            record.setdefault("$absentFrom", []).append(name)
        else:
            record.setdefault("$errorIn", {})[name] = self._error()["$error"]

    def _can_forget(self, name: str, type_name: str) -> bool:
        """All fields of the type are this subgraph's alone and nullable, it refers to none, and is no bridge."""
        facts = self.subgraphs[name].types.get(type_name)
        if facts is None or self._refers_to(self.subgraphs[name], type_name) or not self._is_leaf_of_keys(type_name):
            return False
        own = [each for each in facts.fields if each not in self.key_fields[type_name]]
        return all(self._is_own_and_nullable(name, type_name, each) for each in own)

    def _is_own_and_nullable(self, name: str, type_name: str, field_name: str) -> bool:
        union = self.types[type_name][field_name]
        facts = self.subgraphs[name].types[type_name].fields[field_name]
        alone = len(union.definitions) == 1 and not facts.external and facts.requires is None
        return alone and not isinstance(union.types[0], GraphQLNonNull)

    def _refers_to(self, subgraph: SubgraphFacts, type_name: str) -> bool:
        return any(
            type_name in self._reachable(subgraph.schema, get_named_type(definition.type))
            for facts in subgraph.types.values()
            for definition in self._definitions(subgraph, facts.name)
        )

    def _definitions(self, subgraph: SubgraphFacts, type_name: str) -> list[GraphQLField]:
        named = subgraph.schema.type_map.get(type_name) or subgraph.schema.query_type
        fields = named.fields if isinstance(named, GraphQLObjectType | GraphQLInterfaceType) else {}
        return [definition for name, definition in fields.items() if not name.startswith("_")]

    def _reachable(self, schema: GraphQLSchema, named: Any) -> set[str]:
        if isinstance(named, GraphQLInterfaceType | GraphQLUnionType):
            return {each.name for each in schema.get_possible_types(named)}
        return set(self._concrete(named.name)) | {named.name}

    def _is_leaf_of_keys(self, type_name: str) -> bool:
        """Every subgraph has the same one key, of leaves: none is needed as a bridge, nothing else is read through it.

        An interface object would be another way in.
        """
        keys = [key.selection for subgraph, name in self._declaring(type_name) for key in subgraph.types[name].keys]
        of_leaves = all(getattr(node, "selection_set", None) is None for key in keys for node in key.selections)
        plain = all(declared_on == type_name for _, declared_on in self._declaring(type_name))
        return of_leaves and plain and len({tuple(sorted(_names(key))) for key in keys}) == 1


def _names(selection: SelectionSetNode) -> Iterator[str]:
    for node in selection.selections:
        if isinstance(node, FieldNode):
            yield node.name.value
        elif isinstance(node, InlineFragmentNode):
            yield from _names(node.selection_set)


def _read_unasked(facts: FieldFacts) -> Iterator[SelectionSetNode]:
    if facts.requires is not None:
        yield facts.requires
    yield from (context.selection for context in facts.contexts if not context.is_required)


def all_names(selection: SelectionSetNode) -> Iterator[str]:
    for node in selection.selections:
        if isinstance(node, FieldNode):
            yield node.name.value
        inner = getattr(node, "selection_set", None)
        if inner:
            yield from all_names(inner)


class NoSuchValue(Exception):
    """A field that is never null, and that no record suits: subgraphs disagree on what it may be."""


def random_data(random: Random, subgraphs: Mapping[str, SubgraphFacts]) -> dict[str, Json]:
    """The content of a `data.json`."""
    return DataMaker(random, subgraphs).make()
