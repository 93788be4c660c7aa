"""The specs whose directives a supergraph carries besides join and link: tag, inaccessible, access, cost and context.

Each has a spec of its own to which the supergraph links, so that it need not know of the federation spec.
"""

from dataclasses import dataclass
from enum import Enum

from router.specs.context import CONTEXT_IDENTITY
from router.specs.inaccessible import INACCESSIBLE_IDENTITY


class HowToMerge(Enum):
    """What several subgraphs' applications of a directive on one element come to."""

    ANY = "once, where any subgraph has it"
    DISTINCT = "every distinct application once"
    ALL_CONDITIONS = "the conditions of every subgraph must hold"
    MAXIMUM = "the largest argument"
    COMBINED = "argument by argument"
    PER_SUBGRAPH = "every application, under a name that begins with the subgraph's"


@dataclass(frozen=True, slots=True)
class ComposedDirective:
    """One directive that survives composition."""

    name: str
    identity: str
    version: str
    merge: HowToMerge
    definition: str
    purpose: str | None = None
    types: tuple[str, ...] = ()
    """Local scalars that the definition needs."""

    @property
    def version_number(self) -> tuple[int, int]:
        major, minor = self.version.removeprefix("v").split(".")
        return int(major), int(minor)

    @property
    def url(self) -> str:
        return f"{self.identity}/{self.version}"


_ELEMENTS = (
    "FIELD_DEFINITION | INTERFACE | OBJECT | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE"
    " | INPUT_OBJECT | INPUT_FIELD_DEFINITION"
)
_ACCESS = "FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM"
ACCESS_DIRECTIVES = frozenset({"authenticated", "requiresScopes", "policy"})
_COST_IDENTITY = "https://specs.apollo.dev/cost"

COMPOSED_DIRECTIVES: tuple[ComposedDirective, ...] = (
    ComposedDirective(
        name="tag",
        identity="https://specs.apollo.dev/tag",
        version="v0.3",
        merge=HowToMerge.DISTINCT,
        definition=f"directive @tag(name: String!) repeatable on {_ELEMENTS} | SCHEMA",
    ),
    ComposedDirective(
        name="inaccessible",
        identity=INACCESSIBLE_IDENTITY,
        version="v0.2",
        merge=HowToMerge.ANY,
        definition=f"directive @inaccessible on {_ELEMENTS}",
        purpose="SECURITY",
    ),
    ComposedDirective(
        name="authenticated",
        identity="https://specs.apollo.dev/authenticated",
        version="v0.1",
        merge=HowToMerge.ANY,
        definition=f"directive @authenticated on {_ACCESS}",
        purpose="SECURITY",
    ),
    ComposedDirective(
        name="requiresScopes",
        identity="https://specs.apollo.dev/requiresScopes",
        version="v0.1",
        merge=HowToMerge.ALL_CONDITIONS,
        definition=f"directive @requiresScopes(scopes: [[requiresScopes__Scope!]!]!) on {_ACCESS}",
        purpose="SECURITY",
        types=("requiresScopes__Scope",),
    ),
    ComposedDirective(
        name="policy",
        identity="https://specs.apollo.dev/policy",
        version="v0.1",
        merge=HowToMerge.ALL_CONDITIONS,
        definition=f"directive @policy(policies: [[policy__Policy!]!]!) on {_ACCESS}",
        purpose="SECURITY",
        types=("policy__Policy",),
    ),
    ComposedDirective(
        name="cost",
        identity=_COST_IDENTITY,
        version="v0.1",
        merge=HowToMerge.MAXIMUM,
        definition=(
            "directive @cost(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION"
            " | OBJECT | SCALAR"
        ),
    ),
    ComposedDirective(
        name="listSize",
        identity=_COST_IDENTITY,
        version="v0.1",
        merge=HowToMerge.COMBINED,
        definition=(
            "directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], "
            "requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION"
        ),
    ),
    ComposedDirective(
        name="context",
        identity=CONTEXT_IDENTITY,
        version="v0.1",
        merge=HowToMerge.PER_SUBGRAPH,
        definition=(
            "directive @context(name: String!) repeatable on INTERFACE | OBJECT | UNION\n\n"
            "directive @context__fromContext(field: context__ContextFieldValue) on ARGUMENT_DEFINITION"
        ),
        purpose="SECURITY",
        types=("context__ContextFieldValue",),
    ),
)
