from collections.abc import Mapping

import pytest

from router.composer.growing_answers import GrowingAnswers

Graph = Mapping[str, str]


def reachable(graph: Graph) -> GrowingAnswers[str, str]:
    """What a node leads to, by way of what its neighbours lead to."""

    def grow(node: str, known: frozenset[str]) -> frozenset[str]:
        return known.union(graph[node], *(answers.ask(neighbour) for neighbour in graph[node]))

    answers: GrowingAnswers[str, str] = GrowingAnswers(grow)
    return answers


def test_answers_in_a_circle_hold_what_any_of_them_holds() -> None:
    answers = reachable({"a": "b", "b": "c", "c": "ad", "d": ""})
    assert answers.ask("b") == frozenset("abcd")
    assert answers.ask("d") == frozenset()


def test_nothing_is_there_only_because_it_is_assumed() -> None:
    answers: GrowingAnswers[str, int] = GrowingAnswers(lambda node, _: answers.ask({"a": "b", "b": "a"}[node]))
    assert answers.ask("a") == frozenset()


def test_an_answer_holds_the_least_that_is_given() -> None:
    answers: GrowingAnswers[str, int] = GrowingAnswers(lambda _, known: known | {2})
    assert answers.ask("a", frozenset({1})) == {1, 2}


def test_what_was_answered_is_not_looked_for_again() -> None:
    answers = reachable({"a": "b", "b": "a"})
    answers.ask("a")
    before = answers.times_asked
    answers.ask("b")
    assert answers.times_asked == before


def test_the_work_grows_with_the_size_of_a_circle_and_not_with_the_number_of_ways_through_it() -> None:
    names = "abcdefghijklmnop"
    everywhere = reachable(dict.fromkeys(names, names))
    assert everywhere.ask("a") == frozenset(names)
    assert everywhere.times_asked <= len(names) ** 2


def test_after_an_error_questions_can_be_asked_again() -> None:
    failures = [ValueError("broken")]

    def grow(_: str, known: frozenset[int]) -> frozenset[int]:
        if failures:
            raise failures.pop()
        return known

    answers = GrowingAnswers(grow)
    with pytest.raises(ValueError, match="broken"):
        answers.ask("a")
    assert answers.ask("a", frozenset({1})) == {1}
