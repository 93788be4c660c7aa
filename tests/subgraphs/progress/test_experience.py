import pytest
from hypothesis import given
from hypothesis import strategies as st

from subgraphs.progress.experience import first_xp_of_level, level_at, xp_to_next_level


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
