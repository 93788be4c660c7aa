"""The query graph: a node is a type as one subgraph knows it, a move is a step that a plan may take.

Field moves stay inside a subgraph. Key moves enter a subgraph by an entity's key; they are kept by the type that is
entered, because whether one can be taken depends on which key fields are at hand, not on where they came from.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from router.language.names import FieldName, SubgraphName, TypeName
from router.language.operation_kind import OperationKind
from router.language.selection_set import SelectionSet
from router.supergraph.model import ContextArgument, Supergraph, TypeKind

NodeId = tuple[SubgraphName, TypeName]


@dataclass(frozen=True, slots=True)
class OverrideCondition:
    """A progressive override: the move is there only while the label is active, or only while it is not."""

    label: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class FieldMove:
    """Follow a field inside a subgraph."""

    field_name: FieldName
    target: NodeId | None
    """The field's named type in this subgraph; None for scalars and enums."""

    type: str
    """The field's type in this subgraph, printed."""

    is_external: bool = False
    """Only there where a `@provides` on the way says so."""

    requires: SelectionSet | None = None
    """What the representation must hold besides the key; such a field is only there right after an entry by key."""

    provides: SelectionSet | None = None
    override: OverrideCondition | None = None
    context_arguments: tuple[ContextArgument, ...] = ()
    """Arguments whose values are read from objects above; such a field, too, is only there right after an entry by
    key, which is where each object can be given values of its own."""


@dataclass(frozen=True, slots=True)
class KeyMove:
    """Enter a subgraph with a representation."""

    target: NodeId
    key: SelectionSet
    representation_type: TypeName | None = None
    """The `__typename` to send where it is not the object's own: the name of an interface object."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A composite type as one subgraph knows it. There is one for each, so identity is equality."""

    subgraph: SubgraphName
    type_name: TypeName
    kind: TypeKind
    is_interface_object: bool
    runtime_types: frozenset[TypeName]
    """The object types that a value of this type can have when this subgraph made it; for an interface object, every
    implementation that the supergraph knows, because the subgraph cannot tell."""

    moves: Mapping[FieldName, FieldMove]

    @property
    def id(self) -> NodeId:
        return (self.subgraph, self.type_name)

    @property
    def is_abstract(self) -> bool:
        return self.kind is not TypeKind.OBJECT


@dataclass(frozen=True, slots=True)
class QueryGraph:
    """All nodes and moves of a supergraph. Immutable; shared by every planning."""

    supergraph: Supergraph
    nodes: Mapping[NodeId, Node]
    key_moves: Mapping[TypeName, tuple[KeyMove, ...]]
    """By the type that an object has before it moves, all ways to enter a subgraph with it: as itself, as an
    interface entity, or as an interface object of one of its interfaces. In declared order of subgraphs."""

    roots: Mapping[OperationKind, tuple[Node, ...]]
    possible_types: Mapping[TypeName, frozenset[TypeName]]
    """The object types of each composite type, over all subgraphs."""

    uneven_types: frozenset[TypeName]
    """Abstract types whose object types differ between the subgraphs that declare them."""
