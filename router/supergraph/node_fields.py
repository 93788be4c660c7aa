"""`Query.node` and `Query.nodes`: records of every type by their id, without a subgraph that has the fields.

To the planner the fields belong to one more subgraph, NODE_LOOKUP, which knows of each record its type and its id. That
a type implements `Node` in some subgraph where it has the key `id` means that this subgraph can tell whether a record
exists. One that only adds fields to a type, or refers to it, does not say that its objects are nodes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema, extend_schema, parse

from router.language.names import FieldName, SubgraphName, TypeName
from router.language.selection_set import Field, SelectionSet
from router.supergraph.model import (
    EntityKey,
    FieldDefinition,
    JoinField,
    JoinType,
    SubgraphEndpoint,
    Supergraph,
    TypeDefinition,
)

NODE_LOOKUP: Final = SubgraphName("node lookup")
"""No subgraph can have this name: it has a space."""

NODE: Final = TypeName("Node")
NODE_FIELDS: Final = (FieldName("node"), FieldName("nodes"))
AMONG: Final = "among"
"""An argument of both fields that clients do not see: the names of the types to look among."""

_ID = FieldName("id")
_BY_ID = SelectionSet((Field(_ID),))
_TYPES = {"node": "Node", "nodes": "[Node]!"}
_SDL = {
    "node": '''
        """
        The record with this id. Null where there is none, or none of a type that is selected: where a client selects
        nothing but fragments on types, only records of these types are looked for.
        """
        node(
          """The record's id."""
          id: ID!
        ): Node
    ''',
    "nodes": '''
        """The records with these ids, in their order, each as `node` gives it."""
        nodes(
          """The records' ids."""
          ids: [ID!]!
        ): [Node]!
    ''',
}


@dataclass(frozen=True, slots=True)
class NodeSource:
    """A subgraph that can tell whether a record of some type exists."""

    subgraph: SubgraphName
    tells_id: bool
    """Whether it resolves the field `id` itself."""


def find_node_sources(supergraph: Supergraph) -> dict[TypeName, tuple[NodeSource, ...]]:
    """By the name of each type whose records can be found by id: whom to ask. Empty without an interface `Node`."""
    node = supergraph.api_schema.type_map.get(NODE)
    if not isinstance(node, GraphQLInterfaceType) or "id" not in node.fields or str(node.fields["id"].type) != "ID!":
        return {}
    implementations = supergraph.api_schema.get_possible_types(node)
    found = {TypeName(each.name): tuple(_sources_of(supergraph.types[TypeName(each.name)])) for each in implementations}
    return {name: found[name] for name in sorted(found) if found[name]}


def add_node_fields(supergraph: Supergraph) -> Supergraph:
    """The same supergraph with the fields that it lacks; as it is where no record can be found by its id."""
    types = find_node_sources(supergraph)
    query = supergraph.api_schema.query_type
    missing = [name for name in NODE_FIELDS if query is not None and name not in query.fields]
    if query is None or not types or not missing:
        return supergraph
    endpoint = SubgraphEndpoint(NODE_LOOKUP, "NODE_LOOKUP", "")
    return replace(
        supergraph,
        schema=_extended(supergraph.schema, query, missing),
        api_schema=_extended(supergraph.api_schema, query, missing),
        endpoints={**supergraph.endpoints, NODE_LOOKUP: endpoint},
        types=_with_lookup(supergraph.types, TypeName(query.name), missing, types),
    )


def _sources_of(definition: TypeDefinition) -> Iterator[NodeSource]:
    for subgraph, join in definition.joins.items():
        is_node = NODE in definition.interfaces.get(subgraph, ()) and not join.is_interface_object
        if is_node and any(key.resolvable and key.selection_set == _BY_ID for key in join.keys):
            own = definition.fields[_ID].joins.get(subgraph)
            yield NodeSource(subgraph, own is not None and not own.external and not own.used_overridden)


def _extended(schema: GraphQLSchema, query: GraphQLObjectType, fields: list[FieldName]) -> GraphQLSchema:
    text = f"extend type {query.name} {{ {' '.join(_SDL[name] for name in fields)} }}"
    return extend_schema(schema, parse(text, no_location=True), assume_valid=True, assume_valid_sdl=True)


def _with_lookup(
    types: Mapping[TypeName, TypeDefinition],
    query_name: TypeName,
    fields: list[FieldName],
    node_types: Mapping[TypeName, object],
) -> dict[TypeName, TypeDefinition]:
    extended = dict(types)
    query = _joined(types[query_name], JoinType(NODE_LOOKUP))
    added = {
        name: FieldDefinition(name, _TYPES[name], {NODE_LOOKUP: JoinField(NODE_LOOKUP, _TYPES[name])})
        for name in fields
    }
    extended[query_name] = replace(query, fields={**query.fields, **added})
    extended[NODE] = _with_id(_joined(types[NODE], JoinType(NODE_LOOKUP)))
    for name in node_types:
        # The key says what is known; nobody is sent here with it, because only the fields lead here.
        join = JoinType(NODE_LOOKUP, (EntityKey(_BY_ID, resolvable=False),))
        definition = _with_id(_joined(types[name], join))
        interfaces = {**definition.interfaces, NODE_LOOKUP: frozenset((NODE,))}
        extended[name] = replace(definition, interfaces=interfaces)
    return extended


def _joined(definition: TypeDefinition, join: JoinType) -> TypeDefinition:
    return replace(definition, joins={**definition.joins, NODE_LOOKUP: join})


def _with_id(definition: TypeDefinition) -> TypeDefinition:
    field = definition.fields[_ID]
    joined = replace(field, joins={**field.joins, NODE_LOOKUP: JoinField(NODE_LOOKUP, "ID!")})
    return replace(definition, fields={**definition.fields, _ID: joined})
