import pytest
from hypothesis import given
from hypothesis import strategies as st

from subgraphs.progress.experience import XpReason, first_xp_of_level, level_at, xp_for_review, xp_to_next_level


@pytest.mark.parametrize(
    ("xp", "level", "missing"), [(0, 1, 100), (99, 1, 1), (100, 2, 200), (299, 2, 1), (300, 3, 300), (1000, 5, 500)]
)
def test_levels_begin_where_the_curve_says(xp: int, level: int, missing: int) -> None:
    assert (level_at(xp), xp_to_next_level(xp)) == (level, missing)


@given(st.integers(0, 10**12))
def test_every_score_lies_between_its_level_and_the_next(xp: int) -> None:
    level = level_at(xp)
    assert first_xp_of_level(level) <= xp < first_xp_of_level(level + 1)
    assert xp + xp_to_next_level(xp) == first_xp_of_level(level + 1)


def test_a_review_earns_by_its_rating() -> None:
    assert xp_for_review("GOOD", is_first_of_day=False) == {XpReason.REVIEW: 10}
    assert xp_for_review("AGAIN", is_first_of_day=False) == {XpReason.REVIEW: 4}


def test_the_first_review_of_a_day_earns_a_bonus_of_its_own() -> None:
    assert xp_for_review("EASY", is_first_of_day=True) == {XpReason.REVIEW: 12, XpReason.FIRST_REVIEW_OF_DAY: 20}


def test_a_rating_without_a_rule_is_refused() -> None:
    with pytest.raises(KeyError):
        xp_for_review("PERFECT", is_first_of_day=False)
