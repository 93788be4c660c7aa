"""Supergraph -> QueryGraph."""

from collections import defaultdict
from collections.abc import Iterator

from router.language.names import FieldName, SubgraphName, TypeName
from router.language.operation_kind import OperationKind
from router.query_graph.model import FieldMove, KeyMove, Node, NodeId, OverrideCondition, QueryGraph
from router.supergraph.model import FieldDefinition, JoinField, Supergraph, TypeDefinition, TypeKind

_COMPOSITE = (TypeKind.OBJECT, TypeKind.INTERFACE, TypeKind.UNION)


def build_query_graph(supergraph: Supergraph) -> QueryGraph:
    runtime_types = _RuntimeTypes(supergraph)
    nodes = {node.id: node for node in _nodes(supergraph, runtime_types)}
    return QueryGraph(
        supergraph=supergraph,
        nodes=nodes,
        key_moves={
            name: tuple(_key_moves(supergraph, definition))
            for name, definition in supergraph.types.items()
            if definition.kind in (TypeKind.OBJECT, TypeKind.INTERFACE)
        },
        roots=_roots(supergraph, nodes),
        possible_types=runtime_types.everywhere,
        uneven_types=frozenset(runtime_types.uneven()),
    )


def named_type(type_text: str) -> TypeName:
    """`[Product!]!` -> `Product`."""
    return TypeName(type_text.replace("[", "").replace("]", "").replace("!", ""))


class _RuntimeTypes:
    """Which object types stand behind each composite type, in each subgraph and over all of them."""

    def __init__(self, supergraph: Supergraph) -> None:
        self.supergraph = supergraph
        self.by_subgraph: dict[NodeId, set[TypeName]] = defaultdict(set)
        everywhere: dict[TypeName, set[TypeName]] = defaultdict(set)
        for definition in supergraph.types.values():
            if definition.kind in _COMPOSITE:
                for subgraph, abstract, concrete in self._memberships(definition):
                    self.by_subgraph[subgraph, abstract].add(concrete)
                    everywhere[abstract].add(concrete)
        self.everywhere = {name: frozenset(types) for name, types in everywhere.items()}

    def _memberships(self, definition: TypeDefinition) -> Iterator[tuple[SubgraphName, TypeName, TypeName]]:
        match definition.kind:
            case TypeKind.OBJECT:
                for subgraph in definition.joins:
                    yield subgraph, definition.name, definition.name
                for subgraph, interfaces in definition.interfaces.items():
                    for interface in sorted(interfaces):
                        yield subgraph, interface, definition.name
            case TypeKind.UNION:
                for subgraph, members in definition.members.items():
                    for member in sorted(members):
                        yield subgraph, definition.name, member
            case _:
                return

    def of(self, definition: TypeDefinition, subgraph: SubgraphName) -> frozenset[TypeName]:
        if definition.joins[subgraph].is_interface_object:
            return self.everywhere.get(definition.name, frozenset())
        return frozenset(self.by_subgraph.get((subgraph, definition.name), ()))

    def uneven(self) -> Iterator[TypeName]:
        for definition in self.supergraph.types.values():
            if definition.is_abstract and len({self.of(definition, name) for name in definition.joins}) > 1:
                yield definition.name


def _nodes(supergraph: Supergraph, runtime_types: _RuntimeTypes) -> Iterator[Node]:
    for definition in supergraph.types.values():
        if definition.kind not in _COMPOSITE:
            continue
        for subgraph, join in definition.joins.items():
            yield Node(
                subgraph=subgraph,
                type_name=definition.name,
                kind=definition.kind,
                is_interface_object=join.is_interface_object,
                runtime_types=runtime_types.of(definition, subgraph),
                moves=dict(_field_moves(supergraph, definition, subgraph)),
            )


def _field_moves(
    supergraph: Supergraph, definition: TypeDefinition, subgraph: SubgraphName
) -> Iterator[tuple[FieldName, FieldMove]]:
    for name, field in definition.fields.items():
        join = field.joins.get(subgraph)
        if join is None:
            continue
        target = supergraph.types.get(named_type(join.type))
        if target is not None and target.kind not in _COMPOSITE:
            target = None
        if target is not None and subgraph not in target.joins:
            continue  # some composers leave out that this subgraph has another type here: it cannot be followed
        yield (
            name,
            FieldMove(
                field_name=name,
                target=(subgraph, target.name) if target is not None else None,
                type=join.type,
                is_external=join.external or join.used_overridden,
                requires=join.requires or None,
                provides=join.provides or None,
                override=_override_condition(field, join),
                context_arguments=join.context_arguments,
            ),
        )


def _override_condition(field: FieldDefinition, join: JoinField) -> OverrideCondition | None:
    # Where the subgraph that it would be taken from does not have the field, there is nothing to choose.
    if join.override_label is not None and join.override in field.joins:
        return OverrideCondition(join.override_label, is_active=True)
    for other in field.joins.values():
        if other.override == join.subgraph and other.override_label is not None:
            return OverrideCondition(other.override_label, is_active=False)
    return None


def _key_moves(supergraph: Supergraph, definition: TypeDefinition) -> Iterator[KeyMove]:
    """Entries for an object whose type is known to be (or, for an interface, known only to be) `definition`."""
    interfaces = frozenset().union(*definition.interfaces.values()) if definition.interfaces else frozenset()
    for subgraph in supergraph.endpoints:
        yield from _entries(definition, subgraph)
        for name in sorted(interfaces):
            interface = supergraph.types[name]
            join = interface.joins.get(subgraph)
            if join is not None and join.is_interface_object:
                yield from _entries(interface, subgraph)


def _entries(definition: TypeDefinition, subgraph: SubgraphName) -> Iterator[KeyMove]:
    join = definition.joins.get(subgraph)
    if join is None:
        return
    representation_type = definition.name if join.is_interface_object else None
    for key in join.keys:
        if key.resolvable:
            yield KeyMove((subgraph, definition.name), key.selection_set, representation_type)


def _roots(supergraph: Supergraph, nodes: dict[NodeId, Node]) -> dict[OperationKind, tuple[Node, ...]]:
    root_types = {
        OperationKind.QUERY: supergraph.schema.query_type,
        OperationKind.MUTATION: supergraph.schema.mutation_type,
        OperationKind.SUBSCRIPTION: supergraph.schema.subscription_type,
    }
    return {
        kind: tuple(
            nodes[subgraph, TypeName(root.name)]
            for subgraph in supergraph.endpoints
            if (subgraph, TypeName(root.name)) in nodes
        )
        for kind, root in root_types.items()
        if root is not None
    }
