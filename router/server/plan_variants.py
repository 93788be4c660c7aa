"""What an operation is planned for besides its document and variables: who calls, and which overrides it takes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from graphql import FieldNode, FragmentDefinitionNode, Node, Visitor, visit

from router.errors import OperationError
from router.language.selection_set import EMPTY, Field, SelectionSet
from router.language.withheld import code_if_withheld
from router.query_plan import OperationKind, QueryPlan
from router.server.access_control import PolicyJudge, conditions_of, unmet_conditions
from router.server.authentication import Caller, Unauthenticated
from router.server.choose_labels import LabelChooser
from router.server.plan_variant import ONLY_VARIANT, PlanVariant
from router.server.read_operation import ValidDocument
from router.supergraph.access import NO_CONDITIONS, AccessConditions
from router.supergraph.model import Supergraph
from router.supergraph.override_labels import NO_LABELS, Labels, index_override_labels


class Forbidden(OperationError):
    """The caller may not run this operation."""

    code: ClassVar[str] = "FORBIDDEN"


@dataclass(frozen=True, slots=True)
class OperationFacts:
    """What decides on an operation's variants; the same for every request of it."""

    conditions: AccessConditions = NO_CONDITIONS
    labels: Labels = NO_LABELS


NO_FACTS = OperationFacts()


class PlanVariants:
    """Chooses the variant for a request."""

    def __init__(
        self, supergraph: Supergraph, judge: PolicyJudge, chooser: LabelChooser, refuses_denied: bool = False
    ) -> None:
        self._supergraph = supergraph
        self._judge = judge
        self._chooser = chooser
        self._refuses_denied = refuses_denied
        self._labels = index_override_labels(supergraph)

    def facts(self, valid: ValidDocument) -> Mapping[str | None, OperationFacts]:
        """By operation name."""
        rules = self._supergraph.access
        if not rules and not self._labels.by_field:
            return dict.fromkeys(valid.operations, NO_FACTS)
        definitions = valid.document.definitions
        fragments = {node.name.value: node for node in definitions if isinstance(node, FragmentDefinitionNode)}
        labels = self._labels.of_fields(_field_names(valid.document))
        schema = self._supergraph.api_schema
        return {
            name: OperationFacts(conditions_of(operation, fragments, schema, rules), labels)
            for name, operation in valid.operations.items()
        }

    async def choose(self, facts: OperationFacts, caller: Caller | None) -> PlanVariant:
        if facts is NO_FACTS:
            return ONLY_VARIANT
        return PlanVariant(
            await unmet_conditions(facts.conditions, caller, self._judge), self._chooser.active(facts.labels)
        )

    def check(self, plan: QueryPlan) -> None:
        """Raise `OperationError` where a plan for a caller who may not read everything is not to be run at all."""
        if not (self._refuses_denied or (plan.operation_kind is OperationKind.SUBSCRIPTION and plan.node is None)):
            return
        for field in _withheld_in(plan.selection_set):
            if code_if_withheld(field) == Unauthenticated.code:
                raise Unauthenticated(f'Sign in to run this operation: it reads "{field.response_key}".')
            raise Forbidden(f'You may not run this operation: it reads "{field.response_key}".')


def _withheld_in(selection_set: SelectionSet) -> Iterator[Field]:
    for selection in selection_set:
        if isinstance(selection, Field) and code_if_withheld(selection) is not None:
            yield selection
        else:
            yield from _withheld_in(selection.selection_set or EMPTY)


class _FieldNames(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def enter_field(self, node: FieldNode, *_: object) -> None:
        self.found.add(node.name.value)


def _field_names(document: Node) -> set[str]:
    names = _FieldNames()
    visit(document, names)
    return names.found
