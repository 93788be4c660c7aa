from datetime import UTC, datetime, timedelta
from typing import Any

from tests.subgraphs.progress.learners import AIKO, BEN, MONDAY_NINE, Place, described, hear, progress, reviewed
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

ONE_DAY = timedelta(days=1)


async def warnings(subgraph: SubgraphUnderTest) -> list[dict[str, Any]]:
    return [event.data for event in await subgraph.announced() if event.event_type == "StreakWarning"]


async def study(subgraph: SubgraphUnderTest, clock: MovableClock, days: int) -> None:
    """Study at this hour on so many days in a row."""
    for number in range(days):
        if number:
            clock.now += ONE_DAY
        await hear(subgraph, reviewed(AIKO, clock.now))


async def let_it_be(subgraph: SubgraphUnderTest, clock: MovableClock, instant: datetime) -> list[dict[str, Any]]:
    clock.now = instant
    await subgraph.run_jobs()
    return await warnings(subgraph)


async def test_who_has_not_studied_by_the_evening_is_warned_once(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE)
    async with progress(place, clock) as subgraph:
        await subgraph.run_jobs()
        await study(subgraph, clock, 3)
        wednesday = clock.now
        assert await let_it_be(subgraph, clock, wednesday.replace(hour=20)) == []
        thursday = wednesday + ONE_DAY
        assert await let_it_be(subgraph, clock, thursday.replace(hour=19)) == []
        told = await let_it_be(subgraph, clock, thursday.replace(hour=20))
        again = await let_it_be(subgraph, clock, thursday.replace(hour=21))
        when_it_is_over = await let_it_be(subgraph, clock, (thursday + ONE_DAY).replace(hour=20))
    assert told == [{"learnerId": str(AIKO), "day": "2026-03-05", "days": 3}]
    assert again == told and when_it_is_over == told


async def test_a_warning_that_was_missed_comes_late_unless_they_have_studied(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE)
    async with progress(place, clock) as subgraph:
        await subgraph.run_jobs()
        await study(subgraph, clock, 2)
        for learner in (AIKO, BEN):
            await hear(subgraph, reviewed(learner, MONDAY_NINE), reviewed(learner, clock.now))
        late = (clock.now + ONE_DAY).replace(hour=22)
        await hear(subgraph, reviewed(BEN, late - timedelta(minutes=5)))
        told = await let_it_be(subgraph, clock, late)
    assert [each["learnerId"] for each in told] == [str(AIKO)]


async def test_the_evening_is_where_they_live_whatever_the_clocks_do(place: Place) -> None:
    # In the night to 29 March the clocks of Berlin go forward: eight in the evening is at six in UTC from then on.
    clock = MovableClock(datetime(2026, 3, 27, 9, 0, tzinfo=UTC))
    async with progress(place, clock) as subgraph:
        await subgraph.run_jobs()
        await hear(subgraph, described(AIKO, "Europe/Berlin", clock.now))
        await study(subgraph, clock, 2)
        assert await let_it_be(subgraph, clock, datetime(2026, 3, 29, 17, 0, tzinfo=UTC)) == []
        told = await let_it_be(subgraph, clock, datetime(2026, 3, 29, 18, 0, tzinfo=UTC))
    assert [each["day"] for each in told] == ["2026-03-29"]


async def test_a_streak_that_a_freeze_would_save_and_a_single_day_are_no_cause(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE)
    async with progress(place, clock) as subgraph:
        await subgraph.run_jobs()
        await hear(subgraph, reviewed(BEN, MONDAY_NINE + 6 * ONE_DAY))
        await study(subgraph, clock, 7)
        monday = (clock.now + ONE_DAY).replace(hour=20)
        assert await let_it_be(subgraph, clock, monday) == []
        # The freeze that seven days earned is used up by Monday.
        told = await let_it_be(subgraph, clock, monday + ONE_DAY)
    assert [(each["learnerId"], each["days"]) for each in told] == [(str(AIKO), 7)]
