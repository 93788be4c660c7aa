"""What `@fromContext` arguments truly are: read from the nearest object above that sets the context."""

from collections.abc import Sequence
from typing import Any

from graphql import GraphQLError, GraphQLField

from tests.support.federation_sdl import ContextFacts, SubgraphFacts
from tests.support.records import FAILS, Json, Record, Records, field_definition


def contextual_field(
    records: Records, record: Record, above: Sequence[Record], field_name: str
) -> tuple[GraphQLField, dict[str, Json]] | None:
    """The field as its subgraph defines it and the arguments that clients do not give; None for any other field.

    `above` are the objects that hold the record, nearest first. Raises `GraphQLError` where a value is missing that
    must not be null.
    """
    for facts in records.subgraphs.values():
        found = facts.facts_of(record.type_name, field_name)
        if found is not None and found.contexts and not found.external:
            definition = field_definition(facts, (record.type_name,), field_name)
            values = {each.argument: _value(records, facts, each, above) for each in found.contexts}
            return definition, values
    return None


def _value(records: Records, facts: SubgraphFacts, wanted: ContextFacts, above: Sequence[Record]) -> Json:
    setters = facts.context_setters[wanted.context]
    for record in above:
        types = {record.type_name, *records.supertypes(record.type_name)}
        if types & setters:
            value = _only_leaf(records.select(facts, record.type_name, wanted.selection, record))
            break
    else:
        value = None
    if value is None and wanted.is_required:
        raise GraphQLError(f"{wanted.argument} {FAILS}")
    return value


def _only_leaf(selected: Any) -> Json:
    if isinstance(selected, list):
        return [_only_leaf(item) for item in selected]
    if isinstance(selected, dict):
        return _only_leaf(next(iter(selected.values()), None))
    return selected
