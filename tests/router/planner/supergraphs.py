"""Small supergraphs for planning, composed from the SDL of their subgraphs."""

from functools import cache

from graphql import parse

from router.composer.compose import compose
from router.composer.result import SubgraphSource
from router.language.names import SubgraphName
from router.planner.plan_document import Planner
from router.query_plan import QueryPlan, print_query_plan

LINK = """
extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@external", "@requires", "@provides", "@override", "@interfaceObject"]
)
"""

ACCOUNTS = """
type Query { viewer: User }
type Mutation { rename(name: String): User, forget: Boolean }
type Subscription { signedIn: User }
type User @key(fields: "id") { id: ID!, name: String, zone: String }
"""
CARDS = """
type Query { card(id: ID!): Card }
type Mutation { review(id: ID!): Card }
type User @key(fields: "id") { id: ID!, cards(first: Int): [Card!]! }
type Card @key(fields: "id") { id: ID!, front: String, owner: User }
"""
PROGRESS = """
type User @key(fields: "id") { id: ID!, zone: String @external, streak: Int @requires(fields: "zone") }
"""


def compose_planner(**subgraphs: str) -> Planner:
    """A planner over subgraphs given as name and SDL, each linked to federation 2."""
    result = compose(
        [SubgraphSource(SubgraphName(name), f"http://{name}.test", LINK + sdl) for name, sdl in subgraphs.items()]
    )
    assert result.supergraph is not None, result.errors
    return Planner(result.supergraph)


@cache
def planner_for(**subgraphs: str) -> Planner:
    """The same, made once."""
    return compose_planner(**subgraphs)


def learning_planner() -> Planner:
    return planner_for(accounts=ACCOUNTS, cards=CARDS, progress=PROGRESS)


def plan(planner: Planner, operation: str, variables: dict[str, object] | None = None) -> QueryPlan:
    return planner.plan(parse(operation), None, variables)


def plan_text(planner: Planner, operation: str, variables: dict[str, object] | None = None) -> str:
    return print_query_plan(plan(planner, operation, variables))
