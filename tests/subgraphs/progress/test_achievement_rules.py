"""What can be achieved, as data."""

from pathlib import Path

import pytest

from subgraphs.progress.achievement_rules import AchievementBook, Counter

BOOK = AchievementBook.load(None)


def test_there_are_at_least_forty_things_to_achieve_and_some_are_secret() -> None:
    assert len(BOOK.rules) >= 40
    assert 0 < sum(rule.is_secret for rule in BOOK.rules) < 10


def test_every_counter_is_one_that_something_rests_on() -> None:
    assert {rule.counter for rule in BOOK.rules} == set(Counter)


def test_what_is_reached_has_come_to_its_target() -> None:
    assert BOOK.reached({Counter.LONGEST_STREAK: 6}) == {"streak-3"}
    assert BOOK.reached({Counter.LONGEST_STREAK: 7}) == {"streak-3", "streak-7"}


def test_rules_of_ones_own_take_the_place_of_those_that_ship(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "- {id: a, group: DAYS, tier: GOLD, name: A, description: Do it., counter: REVIEWS, target: 2, isSecret: true}"
    )
    (rule,) = AchievementBook.load(path).rules
    assert (rule.id, rule.target, rule.is_secret) == ("a", 2, True)


@pytest.mark.parametrize(
    "text",
    [
        "- {id: a, group: DAYS, tier: GOLD, name: A, description: D, counter: SNEEZES, target: 2}",
        "- {id: a, group: DAYS, tier: GOLD, name: A, description: D, counter: REVIEWS, target: 0}",
        "- {id: A b, group: DAYS, tier: GOLD, name: A, description: D, counter: REVIEWS, target: 2}",
        "- {id: a, group: DAYS, tier: GOLD, name: A, counter: REVIEWS, target: 2}",
    ],
)
def test_what_is_no_rule_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(text)
    with pytest.raises(ValueError, match="validation error"):
        AchievementBook.load(path)


def test_two_rules_with_one_id_are_refused(tmp_path: Path) -> None:
    rule = "- {id: a, group: DAYS, tier: GOLD, name: A, description: D, counter: REVIEWS, target: 2}\n"
    path = tmp_path / "twice.yaml"
    path.write_text(rule * 2)
    with pytest.raises(ValueError, match="same id"):
        AchievementBook.load(path)
