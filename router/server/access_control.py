"""Whether a caller may read what an operation selects. Decided before planning, so that nothing is fetched for it.

What an operation asks of its callers depends on its document only and is worked out once for each; per request it is
compared with the caller.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, assert_never

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
)

from router.language.names import FieldName, TypeName
from router.server.authentication import Caller
from router.settings import PolicySettings
from router.supergraph.access import (
    AUTHENTICATED,
    NO_CONDITIONS,
    AccessCondition,
    AccessConditions,
    AccessKind,
    AccessRules,
)


class PolicyJudge(Protocol):
    """Who decides on the policies of `@policy`. An embedder's own may ask a policy engine."""

    async def holding(self, policies: frozenset[str], caller: Caller | None) -> frozenset[str]:
        """Of these policies, those that hold for the caller."""
        ...


@dataclass(frozen=True, slots=True)
class PoliciesOfSettings:
    """Policies by role and scope."""

    policies: Mapping[str, PolicySettings]

    async def holding(self, policies: frozenset[str], caller: Caller | None) -> frozenset[str]:
        return frozenset(name for name in policies if self._holds(name, caller))

    def _holds(self, name: str, caller: Caller | None) -> bool:
        policy = self.policies.get(name)
        if policy is None or caller is None or not (policy.roles or policy.scopes):
            return False
        has_role = not policy.roles or not set(policy.roles).isdisjoint(caller.roles)
        return has_role and set(policy.scopes).issubset(caller.scopes)


async def unmet_conditions(conditions: AccessConditions, caller: Caller | None, judge: PolicyJudge) -> AccessConditions:
    """What an operation asks for and the caller has not. Where that is something, `AUTHENTICATED` is in it for
    somebody who is not signed in: signing in comes first."""
    if not conditions:
        return NO_CONDITIONS
    named = frozenset(name for each in conditions if each.kind is AccessKind.POLICIES for name in each.names())
    holding = await judge.holding(named, caller) if named else frozenset()
    unmet = frozenset(each for each in conditions if not _meets(each, caller, holding))
    return unmet | {AUTHENTICATED} if unmet and caller is None else unmet


def _meets(condition: AccessCondition, caller: Caller | None, policies: frozenset[str]) -> bool:
    match condition.kind:
        case AccessKind.AUTHENTICATED:
            return caller is not None
        case AccessKind.SCOPES:
            scopes = frozenset(caller.scopes) if caller is not None else frozenset()
            return any(alternative <= scopes for alternative in condition.alternatives)
        case AccessKind.POLICIES:
            return any(alternative <= policies for alternative in condition.alternatives)
        case _:
            assert_never(condition.kind)


def conditions_of(
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    schema: GraphQLSchema,
    rules: AccessRules,
) -> AccessConditions:
    """Every condition on something that the operation selects. The document must be validated."""
    root_type = schema.get_root_type(operation.operation)
    if not rules or root_type is None:
        return NO_CONDITIONS
    collector = _Collector(fragments, schema, rules)
    return frozenset().union(*collector.in_selection_set(operation.selection_set, root_type))


class _Collector:
    """One walk over an operation; a fragment is walked once however often it is spread."""

    def __init__(
        self, fragments: Mapping[str, FragmentDefinitionNode], schema: GraphQLSchema, rules: AccessRules
    ) -> None:
        self._fragments = fragments
        self._schema = schema
        self._rules = rules
        self._walked: set[str] = set()

    def in_selection_set(self, selection_set: SelectionSetNode, parent: GraphQLNamedType) -> Iterator[AccessConditions]:
        for selection in selection_set.selections:
            match selection:
                case FieldNode():
                    yield from self._in_field(selection, parent)
                case InlineFragmentNode(type_condition=None, selection_set=inner):
                    yield from self.in_selection_set(inner, parent)
                case InlineFragmentNode(type_condition=condition, selection_set=inner) if condition is not None:
                    yield from self.in_selection_set(inner, self._schema.type_map[condition.name.value])
                case FragmentSpreadNode(name=name) if name.value not in self._walked:
                    self._walked.add(name.value)
                    fragment = self._fragments[name.value]
                    condition_type = self._schema.type_map[fragment.type_condition.name.value]
                    yield from self.in_selection_set(fragment.selection_set, condition_type)

    def _in_field(self, node: FieldNode, parent: GraphQLNamedType) -> Iterator[AccessConditions]:
        field_name = FieldName(node.name.value)
        if field_name.startswith("__") or not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            return
        for type_ in (parent, *self._object_types(parent)):
            returned = get_named_type(type_.fields[field_name].type)  # an object's may be narrower
            yield self._rules.of_field(TypeName(type_.name), field_name, TypeName(returned.name))
        if node.selection_set is not None:
            yield from self.in_selection_set(node.selection_set, get_named_type(parent.fields[field_name].type))

    def _object_types(self, type_: GraphQLObjectType | GraphQLInterfaceType) -> Sequence[GraphQLObjectType]:
        return self._schema.get_possible_types(type_) if isinstance(type_, GraphQLInterfaceType) else ()
