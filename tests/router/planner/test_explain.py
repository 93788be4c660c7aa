import pytest
from graphql import parse

from router.planner.explain import STEPS, explain
from tests.router.planner.supergraphs import learning_planner

OPERATION = "query Home($more: Boolean!) {viewer{name streak cards @include(if: $more) {front}}}"


def explained(step: str) -> str:
    return explain(step, parse(OPERATION), None, {"more": False}, learning_planner().supergraph)


def test_the_normalized_operation_has_no_skipped_field() -> None:
    assert explained("operation") == "query {viewer{name streak}}\n"


def test_paths_shows_every_way_to_each_goal() -> None:
    text = explained("paths")
    assert "viewer {name}\n  accounts:Query.viewer {name}" in text
    assert "(accounts:Query)>progress:User{id zone} {streak}" in text


def test_choices_shows_the_way_that_was_chosen() -> None:
    assert explained("choices").count("\n  ") == 2


def test_groups_and_fetch_graph_show_what_waits_for_what() -> None:
    assert "1 progress after 0" in explained("groups")
    assert "sends {id zone}" in explained("fetch-graph")


def test_the_last_step_is_the_plan() -> None:
    assert STEPS[-1] == "plan"
    assert explained("plan").startswith("QueryPlan {")


def test_an_unknown_step_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        explained("everything")
