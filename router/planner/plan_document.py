"""The planner's face to the server: a validated document in, a query plan out."""

from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLInterfaceType,
    GraphQLUnionType,
    OperationDefinitionNode,
    OperationType,
    print_ast,
    value_from_ast_untyped,
)

from router.language.names import FieldName, TypeName
from router.language.operation_kind import OperationKind
from router.language.selection_set import from_ast
from router.planner.normalize.drop_skipped_fields import drop_skipped_fields
from router.planner.normalize.inline_fragments import inline_fragments
from router.planner.normalize.keep_typename_free import keep_typename_free
from router.planner.normalize.resolve_deferred import resolve_deferred
from router.planner.normalize.withhold_fields import Withholding, withhold_fields
from router.planner.operation import Operation, OperationNotFound, VariableDefinition
from router.planner.plan_operation import plan_operation
from router.query_graph.build import build_query_graph, named_type
from router.query_plan import QueryPlan
from router.supergraph.access import NO_CONDITIONS, AccessConditions
from router.supergraph.model import Supergraph

_KINDS = {
    OperationType.QUERY: OperationKind.QUERY,
    OperationType.MUTATION: OperationKind.MUTATION,
    OperationType.SUBSCRIPTION: OperationKind.SUBSCRIPTION,
}


MOST_DEFERRED = 100


class Planner:
    """Plans operations of one supergraph. Safe to share: planning leaves nothing behind."""

    def __init__(self, supergraph: Supergraph, most_deferred: int = MOST_DEFERRED) -> None:
        """`most_deferred` is how many fragments of one operation are answered apart at most."""
        self.most_deferred = most_deferred
        self.supergraph = supergraph
        self.query_graph = build_query_graph(supergraph)

    def plan(
        self,
        document: DocumentNode,
        operation_name: str | None = None,
        variables: Mapping[str, Any] | None = None,
        active_labels: frozenset[str] = frozenset(),
        unmet: AccessConditions = NO_CONDITIONS,
        defers: bool = False,
    ) -> QueryPlan:
        """Plan one operation of a document that is valid against the API schema.

        Of the variables only those of `@skip` and `@include` matter, so plans can be cached by these values.
        `defers` says whether `@defer` is in force: without it the plan answers everything at once, with it the
        variables of `@defer` matter too.
        `unmet` are the conditions of access that the caller does not meet: what they guard is not fetched. Raises
        `OperationNotFound` and `OperationNotPlannable`.
        """
        operation = self.operation(document, operation_name, variables or {}, unmet, defers)
        return plan_operation(operation, self.query_graph, active_labels)

    def operation(
        self,
        document: DocumentNode,
        operation_name: str | None,
        variables: Mapping[str, Any],
        unmet: AccessConditions = NO_CONDITIONS,
        defers: bool = False,
    ) -> Operation:
        """The normalized operation: fragments spread, skipped selections dropped, withheld fields marked."""
        definition = find_operation(document, operation_name)
        fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        kind = _KINDS[definition.operation]
        root_type = self._root_type(kind)
        values = {**_defaults(definition), **variables}
        selection_set = drop_skipped_fields(from_ast(definition.selection_set, fragments), values)
        may_defer = defers and kind is not OperationKind.SUBSCRIPTION
        selection_set = resolve_deferred(selection_set, values, self.most_deferred if may_defer else 0)
        if unmet:
            selection_set = withhold_fields(selection_set, root_type, self._withholding(unmet))
        return Operation(
            kind=kind,
            name=definition.name.value if definition.name else None,
            root_type=root_type,
            selection_set=inline_fragments(
                keep_typename_free(selection_set), root_type, self._type_of_field, self._is_subtype
            ),
            variables=tuple(_variable_definitions(definition)),
        )

    def _withholding(self, unmet: AccessConditions) -> Withholding:
        return Withholding(self.supergraph.access, unmet, self._type_of_field, self._object_types)

    def _object_types(self, type_name: TypeName) -> tuple[TypeName, ...]:
        abstract_type = self.supergraph.schema.get_type(type_name)
        if not isinstance(abstract_type, GraphQLInterfaceType | GraphQLUnionType):
            return ()
        return tuple(TypeName(member.name) for member in self.supergraph.schema.get_possible_types(abstract_type))

    def _root_type(self, kind: OperationKind) -> TypeName:
        schema = self.supergraph.schema
        root = {
            OperationKind.QUERY: schema.query_type,
            OperationKind.MUTATION: schema.mutation_type,
            OperationKind.SUBSCRIPTION: schema.subscription_type,
        }[kind]
        if root is None:
            raise OperationNotFound(f"The schema has no {kind.value} type.")
        return TypeName(root.name)

    def _type_of_field(self, type_name: TypeName, field_name: FieldName) -> TypeName:
        definition = self.supergraph.types.get(type_name)
        field = definition.fields.get(field_name) if definition is not None else None
        # Introspection types are not of the supergraph; their fragments are left as they are.
        return named_type(field.type) if field is not None else TypeName(f"{type_name}.{field_name}")

    def _is_subtype(self, type_name: TypeName, condition: TypeName) -> bool:
        if type_name == condition:
            return True
        definition, union = self.supergraph.types.get(type_name), self.supergraph.types.get(condition)
        if union is not None and any(type_name in members for members in union.members.values()):
            return True
        return definition is not None and any(condition in names for names in definition.interfaces.values())


def find_operation(document: DocumentNode, operation_name: str | None) -> OperationDefinitionNode:
    """The operation that a request means. Raises `OperationNotFound` where that is not exactly one."""
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    if operation_name is None and len(operations) == 1:
        return operations[0]
    for operation in operations:
        if operation_name is not None and operation.name and operation.name.value == operation_name:
            return operation
    if operation_name is not None:
        raise OperationNotFound(f'The document has no operation named "{operation_name}".')
    raise OperationNotFound(
        "The document has no operation." if not operations else "Several operations: set operationName to one of them."
    )


def _defaults(definition: OperationDefinitionNode) -> dict[str, Any]:
    return {
        variable.variable.name.value: value_from_ast_untyped(variable.default_value)
        for variable in definition.variable_definitions or ()
        if variable.default_value is not None
    }


def _variable_definitions(definition: OperationDefinitionNode) -> list[VariableDefinition]:
    return [
        VariableDefinition(
            variable.variable.name.value,
            print_ast(variable.type),
            print_ast(variable.default_value) if variable.default_value is not None else None,
        )
        for variable in definition.variable_definitions or ()
    ]
