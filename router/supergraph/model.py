"""The supergraph as data: types, fields, and what each subgraph knows of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from graphql import GraphQLSchema

from router.language.names import FieldName, SubgraphName, TypeName
from router.language.selection_set import SelectionSet
from router.supergraph.access import NO_RULES, AccessRules
from router.supergraph.costs import NO_COSTS, CostRules


class TypeKind(Enum):
    OBJECT = "OBJECT"
    INTERFACE = "INTERFACE"
    UNION = "UNION"
    ENUM = "ENUM"
    INPUT_OBJECT = "INPUT_OBJECT"
    SCALAR = "SCALAR"


@dataclass(frozen=True, slots=True)
class SubgraphEndpoint:
    """One value of `join__Graph`."""

    name: SubgraphName
    enum_value: str
    routing_url: str


@dataclass(frozen=True, slots=True)
class EntityKey:
    """One `@key` of a type in one subgraph."""

    selection_set: SelectionSet
    resolvable: bool = True


@dataclass(frozen=True, slots=True)
class JoinType:
    """How one subgraph declares a type: one `@join__type`, or several that differ in their key."""

    subgraph: SubgraphName
    keys: tuple[EntityKey, ...] = ()
    is_interface_object: bool = False
    is_extension: bool = False


@dataclass(frozen=True, slots=True)
class ContextArgument:
    """An argument that clients do not see: its value is read from an object further up (`@fromContext`)."""

    name: str
    type: str
    """The argument's type in this subgraph, printed."""

    context: str
    """The context's name in the supergraph, `<subgraph>__<name>`."""

    selection_set: SelectionSet
    """Leads to one value, on each type that sets the context."""


@dataclass(frozen=True, slots=True)
class JoinField:
    """How one subgraph declares a field."""

    subgraph: SubgraphName
    type: str
    """The field's type in this subgraph, printed: `[Product!]`. It may differ from the supergraph's."""

    external: bool = False
    requires: SelectionSet | None = None
    provides: SelectionSet | None = None
    override: SubgraphName | None = None
    override_label: str | None = None
    used_overridden: bool = False
    """Overridden elsewhere, and kept here only because a key or an interface of this subgraph names it."""

    context_arguments: tuple[ContextArgument, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldDefinition:
    """One field of an object or interface type of the supergraph."""

    name: FieldName
    type: str
    """The field's type in the supergraph, printed."""

    joins: Mapping[SubgraphName, JoinField]
    """Only the subgraphs that declare it; empty where an interface object gave it to this type."""


@dataclass(frozen=True, slots=True)
class TypeDefinition:
    """One type of the supergraph; what does not apply to its kind stays empty."""

    name: TypeName
    kind: TypeKind
    joins: Mapping[SubgraphName, JoinType]
    fields: Mapping[FieldName, FieldDefinition] = field(default_factory=dict)
    interfaces: Mapping[SubgraphName, frozenset[TypeName]] = field(default_factory=dict)
    """What it implements, per subgraph."""

    members: Mapping[SubgraphName, frozenset[TypeName]] = field(default_factory=dict)
    """A union's members, per subgraph."""

    enum_values: Mapping[SubgraphName, frozenset[str]] = field(default_factory=dict)
    contexts: frozenset[str] = frozenset()
    """The contexts that its objects set (`@context`), by their names in the supergraph."""

    @property
    def is_abstract(self) -> bool:
        return self.kind in (TypeKind.INTERFACE, TypeKind.UNION)


@dataclass(frozen=True, slots=True)
class Supergraph:
    """Everything that planner, executor and server need to know of the composed whole."""

    schema: GraphQLSchema
    """Without join and link machinery, with inaccessible elements."""

    api_schema: GraphQLSchema
    """What clients see, validate and introspect against."""

    endpoints: Mapping[SubgraphName, SubgraphEndpoint]
    types: Mapping[TypeName, TypeDefinition]
    access: AccessRules = NO_RULES
    """What callers must be to read what."""

    costs: CostRules = NO_COSTS
    """What operations cost, where that differs from the defaults."""
