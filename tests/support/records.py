"""The records behind every subgraph of a scenario, and the one true value of each of their fields.

`data.json` holds records by type and label, and the root fields beside them:

    {
      "Query": {
        "topProduct": {"$ref": "Product:1"},
        "product": {"$when": [{"args": {"id": "1"}, "value": {"$ref": "Product:1"}}], "$otherwise": null}
      },
      "Product": {"1": {"id": "1", "name": "Chair", "price": {"amount": 3}, "$absentFrom": ["reviews"]}}
    }

Values:

- `{"$ref": "Type:label"}` is a record; an object without it is a value type, with `__typename` where its field is
  abstract.
- `{"$when": [{"args", "value"}], "$otherwise"}` answers by arguments. Elsewhere arguments change a leaf's value in a
  way of their own (`5(unit: "CM")`), and `first` cuts a list. `{"$pick": [...]}` chooses by arguments.
- `{"$error": "text"}` fails; `{"$events": [...]}` is what a subscription yields; `{"__typename": "Query"}` is the root.
- `{"$append": {"to": "Basket:1.items", "value": ...}, "value": ...}` writes when it is asked; `{"$arg": "name"}` in it
  is an argument.
- A field that some subgraph computes by `@requires` needs no value: it is made from what is required,
  `shippingCost(weight: 3)`. Any other field that is asked for must be there.

Of a record: `$absentFrom` names subgraphs that do not know the entity, `$errorIn` those that fail to load it
(`{"reviews": "text"}`). At the top `$labels` names the labels of `@override` that are active, and these fail:

- `$down` names subgraphs that do not answer at all, or tells what each answers instead: text that is no JSON, an
  object that is no answer to what was asked, or `{"$hangs": true}`.
- `$slow` tells how many turns a subgraph lets others go first, and `$pathless` names those whose errors have no path.
- `$wrong` tells by subgraph and coordinate (`{"reviews": {"Word.ease": [1]}}`) what stands in an answer in the place of
  the true value; `{"$missing": true}` leaves it out.
"""

import copy
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLUnionType,
    InlineFragmentNode,
    SelectionSetNode,
    Undefined,
    get_named_type,
)
from graphql.execution.values import get_argument_values

from tests.support.federation_sdl import FieldFacts, SubgraphFacts

Json = Any

FAILS = "cannot be had"
"""How the true answer words what a subgraph that is down or wrong costs; the router has words of its own."""


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """One object: an entity of the pool, a value type inside another record, or a root."""

    type_name: str
    label: str
    values: dict[str, Json]

    def __str__(self) -> str:
        return f"{self.type_name}:{self.label}" if self.label else self.type_name


@dataclass(frozen=True, slots=True)
class Computation:
    """How a field comes from others: the subgraph that requires, its type there, and what it requires."""

    facts: SubgraphFacts
    type_name: str
    selection: SelectionSetNode


class DataIsIncomplete(AssertionError):
    """data.json lacks what the scenario asks for."""

    SIGN = "data.json has no"


@dataclass(frozen=True)
class Records:
    """The pool, read in the light of every subgraph's directives."""

    data: Mapping[str, Json]
    subgraphs: Mapping[str, SubgraphFacts]
    loses_the_down: bool = False
    """Whether what only subgraphs own that are down is lost: to one who looks on. Who may answer it, knows it."""

    pool: dict[str, dict[str, Record]] = field(init=False, default_factory=dict)
    _declared: dict[tuple[str, str], tuple[tuple[str, FieldFacts, str], ...]] = field(
        init=False, default_factory=dict, repr=False
    )

    def __post_init__(self) -> None:
        for type_name, records in copy.deepcopy(dict(self.data)).items():
            if type_name in ("Query", "Mutation", "Subscription"):
                self.pool[type_name] = {"": Record(type_name, "", records)}
            elif not type_name.startswith("$"):
                self.pool[type_name] = {label: Record(type_name, label, values) for label, values in records.items()}

    @property
    def down(self) -> frozenset[str]:
        return frozenset(self.data.get("$down", ()))

    def answer_of_the_down(self, subgraph: str) -> Json:
        """What a subgraph that is down says instead of an answer, if anything."""
        down = self.data.get("$down", ())
        return down[subgraph] if isinstance(down, dict) else None

    def wrong_value(self, subgraph: str, type_name: str, field_name: str) -> Json:
        """What the subgraph answers against its own schema; `Undefined` where it answers well."""
        return self.data.get("$wrong", {}).get(subgraph, {}).get(f"{type_name}.{field_name}", Undefined)

    def root(self, type_name: str) -> Record:
        return self.pool.get(type_name, {}).get("") or Record(type_name, "", {})

    def by_reference(self, reference: str) -> Record:
        type_name, _, label = reference.partition(":")
        try:
            return self.pool[type_name][label]
        except KeyError:
            raise DataIsIncomplete(f"{DataIsIncomplete.SIGN} record {reference}.") from None

    def value(
        self, record: Record, field_name: str, definition: GraphQLField, arguments: Mapping[str, Json]
    ) -> Json | Record | list[Any]:
        """The field's value: a leaf as JSON, an object as `Record`, or lists of these. Raises `GraphQLError`."""
        if self._is_lost(record, field_name):
            return None
        raw = record.values.get(field_name, Undefined)
        if raw is not Undefined:
            return self._read(raw, definition.type, given_arguments(definition, arguments))
        computation = self.computation(record.type_name, field_name)
        if computation is None:
            raise DataIsIncomplete(f"{DataIsIncomplete.SIGN} {record}.{field_name}.")
        required = self.select(computation.facts, computation.type_name, computation.selection, record)
        return derive(field_name, definition, arguments, required)

    def events(self, field_name: str) -> Sequence[Json]:
        return cast(Sequence[Json], self.root("Subscription").values[field_name]["$events"])

    def is_absent(self, record: Record, subgraph: str) -> bool:
        return subgraph in record.values.get("$absentFrom", ())

    def _is_lost(self, record: Record, field_name: str) -> bool:
        """No subgraph that owns the field can tell its value. Raises where that is because all of them are down."""
        if "$wrong" in self.data:
            self._raise_where_wrong(record, field_name)
        absent_from = record.values.get("$absentFrom", ())
        failures = record.values.get("$errorIn", {})
        down = self.down if self.loses_the_down else frozenset()
        if not (absent_from or failures or down):
            return False
        owners = self.owners(record.type_name, field_name)
        if owners and set(owners) <= set(failures):
            raise GraphQLError(failures[owners[0]])
        if owners and down.issuperset(owners) and (record.label or record.type_name in self.pool):
            raise GraphQLError(f"what {owners[0]} owns {FAILS}")
        return bool(owners) and set(owners) <= {*absent_from, *down}

    def _raise_where_wrong(self, record: Record, field_name: str) -> None:
        for name, _, declared_on in self._declarations(record.type_name, field_name):
            if self.wrong_value(name, declared_on, field_name) is not Undefined:
                raise GraphQLError(f"{record.type_name}.{field_name} {FAILS}")

    def owners(self, type_name: str, field_name: str) -> list[str]:
        """The subgraphs that resolve the field, an interface object's included."""
        return [name for name, facts, _ in self._declarations(type_name, field_name) if not facts.external]

    def computation(self, type_name: str, field_name: str) -> Computation | None:
        for subgraph, facts, declared_on in self._declarations(type_name, field_name):
            if facts.requires is not None and not facts.external:
                return Computation(self.subgraphs[subgraph], declared_on, facts.requires)
        return None

    def _declarations(self, type_name: str, field_name: str) -> tuple[tuple[str, FieldFacts, str], ...]:
        coordinate = (type_name, field_name)
        if coordinate not in self._declared:
            self._declared[coordinate] = tuple(self._find_declarations(type_name, field_name))
        return self._declared[coordinate]

    def _find_declarations(self, type_name: str, field_name: str) -> Iterator[tuple[str, FieldFacts, str]]:
        supertypes = self.supertypes(type_name)
        for name, subgraph in self.subgraphs.items():
            for facts in subgraph.types.values():
                if facts.name == type_name or (facts.is_interface_object and facts.name in supertypes):
                    declared = facts.fields.get(field_name)
                    if declared is not None and not self.is_overridden(name, facts.name, field_name):
                        yield name, declared, facts.name

    def is_overridden(self, subgraph: str, type_name: str, field_name: str) -> bool:
        """Another subgraph took the field over; or this one takes it over by a label that is not active."""
        declarations = {
            name: declared
            for name, facts in self.subgraphs.items()
            if (declared := facts.facts_of(type_name, field_name)) and self._takes_over(declared, type_name, field_name)
        }
        own = declarations.pop(subgraph, None)
        if own is not None and not self._is_active(own):
            return True
        return any(each.override_from == subgraph and self._is_active(each) for each in declarations.values())

    def _takes_over(self, override: FieldFacts, type_name: str, field_name: str) -> bool:
        source = self.subgraphs.get(override.override_from or "")
        return source is not None and source.facts_of(type_name, field_name) is not None

    def _is_active(self, override: FieldFacts) -> bool:
        return override.override_label is None or override.override_label in self.data.get("$labels", ())

    def supertypes(self, type_name: str) -> frozenset[str]:
        """The interfaces that the type implements and the unions that hold it, in any subgraph."""
        return self._supertypes.get(type_name, frozenset())

    @cached_property
    def _supertypes(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for subgraph in self.subgraphs.values():
            for facts in subgraph.types.values():
                found.setdefault(facts.name, set()).update(facts.interfaces)
            for candidate in subgraph.schema.type_map.values():
                if isinstance(candidate, GraphQLUnionType) and candidate.name != "_Entity":
                    for member in candidate.types:
                        found.setdefault(member.name, set()).add(candidate.name)
        return {name: frozenset(names) for name, names in found.items()}

    def select(
        self, facts: SubgraphFacts, type_name: str, selection: SelectionSetNode, record: Record
    ) -> dict[str, Json]:
        """What a field set reads from the record, by the true values."""
        selected: dict[str, Json] = {}
        for node in selection.selections:
            if isinstance(node, InlineFragmentNode):
                condition = node.type_condition.name.value if node.type_condition else type_name
                if condition in {type_name, record.type_name, *self.supertypes(record.type_name)}:
                    merge_into(selected, self.select(facts, condition, node.selection_set, record))
            elif isinstance(node, FieldNode) and node.name.value != "__typename":
                merge_into(selected, {node.name.value: self._select_field(facts, type_name, node, record)})
        return selected

    def _select_field(self, facts: SubgraphFacts, type_name: str, node: FieldNode, record: Record) -> Json:
        definition = field_definition(facts, (record.type_name, type_name), node.name.value)
        try:
            value = self.value(record, node.name.value, definition, get_argument_values(definition, node))
        except GraphQLError:
            return None
        inner = node.selection_set
        inner_type = get_named_type(definition.type).name
        return map_items(value, lambda item: self.select(facts, inner_type, inner, item) if inner else item)

    def find(
        self, facts: SubgraphFacts, type_name: str, selection: SelectionSetNode, representation: Mapping[str, Json]
    ) -> Record | None:
        """The entity whose key has the representation's values."""
        for record in self._entities(type_name):
            if contains(representation, self.select(facts, type_name, selection, record)):
                return record
        return None

    def _entities(self, type_name: str) -> Iterator[Record]:
        for pool_type, records in self.pool.items():
            if pool_type == type_name or type_name in self.supertypes(pool_type):
                yield from (record for record in records.values() if record.label)

    def _read(self, raw: Json, declared: GraphQLOutputType, given: Mapping[str, Json]) -> Any:
        declared = declared.of_type if isinstance(declared, GraphQLNonNull) else declared
        if isinstance(raw, dict):
            return self._read_object(raw, declared, given)
        if isinstance(raw, list):
            item_type = declared.of_type if isinstance(declared, GraphQLList) else declared
            rest = {name: value for name, value in given.items() if name != "first"}
            return [self._read(item, item_type, rest) for item in raw[: given.get("first")]]
        return with_arguments(raw, declared, given)

    def _read_object(self, raw: dict[str, Json], declared: GraphQLOutputType, given: Mapping[str, Json]) -> Any:
        if "$ref" in raw:
            return self.by_reference(raw["$ref"])
        if "$error" in raw:
            raise GraphQLError(raw["$error"], extensions=raw.get("extensions"))
        if "$when" in raw:
            matching = (case["value"] for case in raw["$when"] if case["args"] == given)
            return self._read(next(matching, raw.get("$otherwise")), declared, {})
        if "$pick" in raw:
            return self._read(raw["$pick"][checksum(canonical(given)) % len(raw["$pick"])], declared, {})
        if "$append" in raw:
            self._append(raw["$append"], given)
            return self._read(raw["value"], declared, {})
        named = get_named_type(declared)
        if raw.get("__typename") == "Query":
            return self.root("Query")
        if isinstance(named, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType):
            return Record(raw.get("__typename", named.name), "", raw)
        return raw  # a custom scalar

    def _append(self, write: Mapping[str, Json], given: Mapping[str, Json]) -> None:
        reference, _, field_name = write["to"].partition(".")
        value = write["value"]
        is_argument = isinstance(value, dict) and "$arg" in value
        self.by_reference(reference).values[field_name].append(given[value["$arg"]] if is_argument else value)


def field_definition(facts: SubgraphFacts, type_names: Sequence[str], field_name: str) -> GraphQLField:
    for type_name in type_names:
        named = facts.schema.type_map.get(type_name)
        if isinstance(named, GraphQLObjectType | GraphQLInterfaceType) and field_name in named.fields:
            return cast(GraphQLField, named.fields[field_name])
    raise DataIsIncomplete(f"{facts.name} has no field {field_name} on any of {list(type_names)}.")


def map_items(value: Any, function: Any) -> Any:
    """Apply to each object or leaf below any depth of lists; null stays null."""
    if isinstance(value, list):
        return [map_items(item, function) for item in value]
    return None if value is None else function(value)


def merge_into(target: dict[str, Json], addition: Mapping[str, Json]) -> None:
    """Deep merge: objects by key, lists by position."""
    for key, value in addition.items():
        target[key] = _merged(target[key], value) if key in target else value


def _merged(old: Json, new: Json) -> Json:
    if isinstance(old, dict) and isinstance(new, dict):
        merge_into(old, new)
        return old
    if isinstance(old, list) and isinstance(new, list):
        return [_merged(left, right) for left, right in zip(old, new, strict=True)]
    return new


def contains(received: Json, expected: Json) -> bool:
    """Everything expected is there with the same value; more may be there too."""
    if isinstance(expected, dict):
        return isinstance(received, Mapping) and all(
            key in received and contains(received[key], value) for key, value in expected.items()
        )
    if isinstance(expected, list):
        return isinstance(received, list) and len(received) == len(expected) and all(map(contains, received, expected))
    return isinstance(received, bool) == isinstance(expected, bool) and bool(received == expected)


def given_arguments(definition: GraphQLField, arguments: Mapping[str, Json]) -> dict[str, Json]:
    """The arguments that differ from their defaults: only these may change a value."""
    return {name: value for name, value in sorted(arguments.items()) if definition.args[name].default_value != value}


def canonical(values: Mapping[str, Json]) -> str:
    return ", ".join(f"{name}: {_canonical_value(value)}" for name, value in values.items())


def _canonical_value(value: Json) -> str:
    if isinstance(value, dict):
        return f"{{{canonical(dict(sorted(value.items())))}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_canonical_value, value))}]"
    if isinstance(value, str):
        return value
    # A Float of 3 is 3.0 once a subgraph has answered it.
    return json.dumps(int(value) if isinstance(value, float) and value.is_integer() else value)


def checksum(text: str) -> int:
    return zlib.crc32(text.encode())


def with_arguments(value: Json, declared: GraphQLOutputType, given: Mapping[str, Json]) -> Json:
    """A leaf's value, changed by the arguments."""
    if not given or value is None or isinstance(get_named_type(declared), GraphQLEnumType):
        return value
    text = f"{value}({canonical(given)})"
    return text if isinstance(value, str) else _leaf(get_named_type(declared).name, text)


def derive(field_name: str, definition: GraphQLField, arguments: Mapping[str, Json], required: Json) -> Json:
    """A computed leaf: it tells which arguments it had and which required values it saw."""
    parts = (canonical(given_arguments(definition, arguments)), canonical(dict(sorted(required.items()))))
    text = f"{field_name}({'; '.join(part for part in parts if part)})"
    declared = definition.type.of_type if isinstance(definition.type, GraphQLNonNull) else definition.type
    leaf = _leaf(get_named_type(declared).name, text)
    return [leaf] if isinstance(declared, GraphQLList) else leaf


def _leaf(type_name: str, text: str) -> Json:
    match type_name:
        case "Int":
            return checksum(text) % 1000
        case "Float":
            return checksum(text) % 1000 / 4
        case "Boolean":
            return checksum(text) % 2 == 1
        case _:
            return text
