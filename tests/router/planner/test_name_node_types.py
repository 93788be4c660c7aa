import re

import pytest
from graphql import parse

from router.planner.plan_document import Planner
from router.query_plan import fetches_in
from router.supergraph.defer_directive import with_defer
from router.supergraph.node_fields import NODE_LOOKUP, add_node_fields
from tests.router.planner.supergraphs import plan_text, planner_for

WORDS = """
interface Node { id: ID! }
interface Studied implements Node { id: ID!, text: String }
type Query { words: [Word] }
type Mutation { learn: Word }
type Word implements Studied & Node @key(fields: "id") { id: ID!, text: String }
type Kanji implements Studied & Node @key(fields: "id") { id: ID!, text: String }
type Card implements Node @key(fields: "id") { id: ID!, front: String }
"""


def planner() -> Planner:
    composed = planner_for(words=WORDS).supergraph
    return Planner(add_node_fields(with_defer(composed)))


def asked(operation: str, **variables: object) -> list[str]:
    """What each lookup of the plan is told to look among; `all` without a limit."""
    plan = planner().plan(parse(operation), None, variables, defers=True)
    documents = [fetch.operation for fetch in fetches_in(plan.node) if fetch.subgraph == NODE_LOOKUP]
    lookups = [found for document in documents for found in re.findall(r"nodes?\((.*?)\)", document)]
    return [lookup.partition("among: ")[2] or "all" for lookup in lookups]


@pytest.mark.parametrize(
    ("selection", "among"),
    [
        ("id", "all"),
        ("__typename", "all"),
        ("... on Word { text }", '["Word"]'),
        ("... on Studied { text }", '["Kanji", "Word"]'),
        ("... on Word { text } ... { ... on Card { front } }", '["Card", "Word"]'),
        ("... on Node { ... on Word { text } }", '["Word"]'),
        ("... on Word { text } ... on Node { id }", "all"),
        ("... on Studied { text } ... on Card { front }", "all"),
        ("... on Word @skip(if: true) { text }", "[]"),
    ],
)
def test_a_node_is_looked_for_among_the_types_that_are_selected(selection: str, among: str) -> None:
    assert asked(f'{{ node(id: "1") {{ {selection} }} }}') == [among]


def test_selections_of_one_response_key_count_together() -> None:
    assert asked('{ node(id: "1") { ... on Word { text } } node(id: "1") { ... on Card { front } } }') == [
        '["Card", "Word"]'
    ]


def test_what_comes_later_counts_too() -> None:
    operation = '{ node(id: "1") { ... on Word { text } ... on Card @defer { front } } }'
    assert asked(operation) == ['["Card", "Word"]']
    assert asked('{ words { text } ... @defer { nodes(ids: ["1"]) { ... on Card { front } } } }') == ['["Card"]']


def test_fields_of_other_names_and_operations_of_other_kinds_stay_as_they_are() -> None:
    assert "among" not in plan_text(planner(), "{ words { id } }")
    assert "among" not in plan_text(planner(), "mutation { learn { id } }")
