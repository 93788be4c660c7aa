"""What `node` and `nodes` truly answer, where data.json has `"$node": true`: the router adds the fields then."""

from collections.abc import Iterable
from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    SelectionSetNode,
    extend_schema,
    parse,
)
from graphql.execution.collect_fields import should_include_node

from tests.support.federation_sdl import SubgraphFacts
from tests.support.records import FAILS, Record, Records

_FIELDS = {"node": "node(id: ID!): Node", "nodes": "nodes(ids: [ID!]!): [Node]!"}


def has_node_fields(records: Records) -> bool:
    return bool(records.data.get("$node"))


def with_node_fields(schema: GraphQLSchema) -> GraphQLSchema:
    query = schema.query_type
    assert query is not None
    missing = " ".join(text for name, text in _FIELDS.items() if name not in query.fields)
    return extend_schema(schema, parse(f"extend type {query.name} {{ {missing} }}")) if missing else schema


def is_node_field(info: GraphQLResolveInfo) -> bool:
    return info.parent_type is info.schema.query_type and info.field_name in _FIELDS


def find_nodes(records: Records, info: GraphQLResolveInfo, arguments: dict[str, Any]) -> Any:
    """The record, or the records, that a field asks for."""
    among = _asked_types(records, info)
    if info.field_name == "node":
        return _find(records, arguments["id"], among)
    return [_find(records, each, among) for each in arguments["ids"]]


def _find(records: Records, given: str, among: list[str]) -> Record | GraphQLError | None:
    down = False
    for type_name in among:
        for record in records.pool.get(type_name, {}).values():
            knowing = [facts.name for facts in _knowing(records, type_name)]
            down = down or records.down.issuperset(knowing)
            able = [name for name in knowing if name not in records.down and not records.is_absent(record, name)]
            if record.values.get("id") == given and able:
                return record
    return GraphQLError(f"node {FAILS}") if down else None


def _knowing(records: Records, type_name: str) -> Iterable[SubgraphFacts]:
    """The subgraphs that say that the type is a node, and can be asked for one by its id."""
    for facts in records.subgraphs.values():
        known = facts.types.get(type_name)
        if known is not None and "Node" in known.interfaces:
            keys = (
                [node for node in key.selection.selections if isinstance(node, FieldNode)]
                for key in known.resolvable_keys
            )
            names = [[node.name.value for node in nodes] for nodes in keys]
            if ["id"] in names:
                yield facts


def _asked_types(records: Records, info: GraphQLResolveInfo) -> list[str]:
    findable = sorted(name for name in records.pool if any(True for _ in _knowing(records, name)))
    asked: set[str] = set()
    for node in info.field_nodes:
        types = _types_in(records, info, node.selection_set, findable)
        if types is None:
            return findable
        asked |= types
    return [name for name in findable if name in asked]


def _types_in(
    records: Records, info: GraphQLResolveInfo, selection_set: SelectionSetNode | None, findable: list[str]
) -> set[str] | None:
    found: set[str] = set()
    selections: Any = selection_set.selections if selection_set else ()
    for node in selections:
        if not should_include_node(info.variable_values, node):
            continue
        if isinstance(node, FieldNode):
            return None
        fragment: Any = info.fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
        condition = fragment.type_condition.name.value if fragment.type_condition else "Node"
        if condition != "Node":
            found |= {name for name in findable if condition in {name, *records.supertypes(name)}}
            continue
        inside = _types_in(records, info, fragment.selection_set, findable)
        if inside is None:
            return None
        found |= inside
    return found
