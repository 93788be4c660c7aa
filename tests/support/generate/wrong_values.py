"""Let a subgraph answer one of its fields against its own schema.

Keys and what others require are left alone: from a wrong one no other subgraph can tell anything true.
"""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from graphql import (
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    is_composite_type,
    is_specified_scalar_type,
)

from tests.support.federation_sdl import SubgraphFacts
from tests.support.generate.random_data import all_names
from tests.support.records import Json
from tests.support.scenario import Case


def wrong_value_in(case: Case, random: Random) -> Mapping[str, Json]:
    """As `data.json` says it; nothing where no field suits."""
    used = {name for facts in case.subgraphs.values() for name in _used_by_others(facts)}
    candidates = [
        (name, f"{type_name}.{field_name}", value)
        for name, facts in sorted(case.subgraphs.items())
        for type_name, field_name, value in _fields(facts)
        if field_name not in used
    ]
    if not candidates:
        return {}
    subgraph, coordinate, value = random.choice(candidates)
    return {"$wrong": {subgraph: {coordinate: value}}}


def told_of_any(wrong_value: Mapping[str, Json], _subgraph: str) -> Mapping[str, Json]:
    """A wrong value as a failure: it says itself which subgraph it is of."""
    return wrong_value


def _used_by_others(facts: SubgraphFacts) -> Iterator[str]:
    for each in facts.types.values():
        selections = [key.selection for key in each.keys]
        selections += [field.requires for field in each.fields.values() if field.requires is not None]
        for selection in selections:
            yield from all_names(selection)


def _fields(facts: SubgraphFacts) -> Iterator[tuple[str, str, Json]]:
    for each in facts.types.values():
        declared = facts.schema.type_map.get(each.name)
        if each.is_interface or not isinstance(declared, GraphQLObjectType | GraphQLInterfaceType):
            continue
        for name, field in each.fields.items():
            output_type = declared.fields[name].type
            if not field.external and _can_be_wrong(output_type):
                yield each.name, name, 7 if is_composite_type(get_named_type(output_type)) else {"an": "object"}


def _can_be_wrong(output_type: Any) -> bool:
    """A custom scalar may be anything; of some types that are never null, no stand-in passes the fake's own check."""
    named = get_named_type(output_type)
    if isinstance(output_type, GraphQLNonNull) and not isinstance(output_type.of_type, GraphQLList):
        return is_specified_scalar_type(named)
    return is_composite_type(named) or is_specified_scalar_type(named)
