from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subgraphs.progress.places import BOTTOM, TOP, Standing, divider

standings = st.builds(
    Standing,
    user_id=st.uuids(),
    xp=st.integers(0, 10**9) | st.integers(0, 3),
    reached_at=st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
    | st.just(datetime(2026, 1, 1, tzinfo=UTC)),
)


@given(standings, standings)
def test_places_sort_by_points_then_time_then_learner(one: Standing, other: Standing) -> None:
    is_above = (-one.xp, one.reached_at, one.user_id.bytes) < (-other.xp, other.reached_at, other.user_id.bytes)
    assert (one.place < other.place) == is_above
    assert TOP < one.place < BOTTOM


@given(standings)
def test_a_place_says_whose_it_is(standing: Standing) -> None:
    assert Standing.at(standing.place) == standing


@pytest.mark.parametrize("text", [b"", b"x", b"\xff" * 32, b"\0" * 33])
def test_what_is_no_place_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match=r"^b"):
        Standing.at(text)


@given(standings, standings)
def test_a_divider_stands_between_two_places(one: Standing, other: Standing) -> None:
    before, after = sorted((one.place, other.place))
    if before != after:
        found = divider(before, after)
        assert before < found <= after and after.startswith(found)


def test_a_divider_names_nobody_where_points_or_time_tell_two_apart() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    first = Standing(UUID(int=1), 20, at)
    assert len(divider(first.place, Standing(UUID(int=2), 10, at).place)) <= 8
    assert len(divider(first.place, Standing(UUID(int=2), 20, at + timedelta(seconds=1)).place)) <= 16
