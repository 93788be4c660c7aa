from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from subgraphs.shared.ids import new_id
from tests.subgraphs.learning.cards import AIKO, BEN, CAT, DOG, Place, create, create_one, learning, review
from tests.subgraphs.learning.test_learning_settings import live_in, update
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

NOON = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)
ONE_HOUR = timedelta(hours=1)


async def reminders(subgraph: SubgraphUnderTest) -> list[dict[str, Any]]:
    return [event.data for event in await subgraph.announced() if event.event_type == "FlashcardDue"]


async def let_hours_pass(subgraph: SubgraphUnderTest, clock: MovableClock, hours: int) -> list[datetime]:
    """When reminders came."""
    came: list[datetime] = []
    for _ in range(hours):
        before = len(await reminders(subgraph))
        clock.now += ONE_HOUR
        await subgraph.run_jobs()
        came += [clock.now] * (len(await reminders(subgraph)) - before)
    return came


async def test_who_has_due_cards_is_told_at_their_hour_once_a_day(place: Place) -> None:
    clock = MovableClock(NOON + timedelta(hours=8))
    async with learning(place, clock) as subgraph:
        await subgraph.run_jobs()
        await live_in(subgraph, "Asia/Tokyo")
        await update(subgraph, reminderHour=7, newPerDay=2)
        words: list[Any] = [new_id() for _ in range(4)]
        cards = (await create(subgraph, words))["flashcards"]
        await review(subgraph, cards[0]["id"], "AGAIN")
        came = await let_hours_pass(subgraph, clock, 3)
        clock.now += timedelta(hours=21)
        came += await let_hours_pass(subgraph, clock, 2)
        told = await reminders(subgraph)
    # Seven o'clock in Tokyo is ten in the evening in UTC.
    assert came == [datetime(2026, 3, 27, 22, 0, tzinfo=UTC), datetime(2026, 3, 28, 22, 0, tzinfo=UTC)]
    assert [(UUID(each["learnerId"]), each["day"]) for each in told] == [(AIKO, "2026-03-28"), (AIKO, "2026-03-29")]
    assert (told[0]["dueCards"], told[0]["newCards"]) == (1, 2)


async def test_who_wants_none_or_has_nothing_due_is_left_alone(place: Place) -> None:
    clock = MovableClock(NOON + timedelta(hours=4))
    async with learning(place, clock) as subgraph:
        await subgraph.run_jobs()
        for user in (AIKO, BEN):
            await live_in(subgraph, "UTC", user)
        await create_one(subgraph, CAT)
        await update(subgraph, reminderEnabled=False)
        await review(subgraph, await create_one(subgraph, DOG, BEN), "EASY", BEN)
        assert await let_hours_pass(subgraph, clock, 4) == []


async def test_the_hour_that_the_clocks_leave_out_and_the_one_that_comes_twice_remind_once(place: Place) -> None:
    # On 29 March there is no half past two in Berlin, on 25 October there are two.
    for start in (datetime(2026, 3, 28, 22, 30, tzinfo=UTC), datetime(2026, 10, 24, 22, 30, tzinfo=UTC)):
        clock = MovableClock(start)
        async with learning(place, clock) as subgraph:
            await subgraph.run_jobs()
            await live_in(subgraph, "Europe/Berlin")
            await update(subgraph, reminderHour=2)
            await create(subgraph, [new_id()])
            before = len(await reminders(subgraph))
            await let_hours_pass(subgraph, clock, 5)
            assert len(await reminders(subgraph)) == before + 1


async def test_what_was_missed_because_nothing_ran_is_made_up_for_within_hours(place: Place) -> None:
    clock = MovableClock(NOON)
    async with learning(place, clock) as subgraph:
        await live_in(subgraph, "UTC")
        await create_one(subgraph)
        await subgraph.run_jobs()
        clock.now += ONE_HOUR
        await subgraph.run_jobs()
        clock.now = NOON + timedelta(hours=11)  # the hour was six in the evening
        await subgraph.run_jobs()
        assert len(await reminders(subgraph)) == 1
        clock.now = NOON + timedelta(days=1, hours=13)  # seven hours late
        await subgraph.run_jobs()
        assert len(await reminders(subgraph)) == 1


async def test_a_round_that_is_begun_again_tells_nobody_twice(place: Place) -> None:
    clock = MovableClock(NOON)
    async with learning(place, clock) as subgraph:
        await subgraph.run_jobs()
        await live_in(subgraph, "UTC")
        await create_one(subgraph)
        clock.now += timedelta(hours=5)
        await let_hours_pass(subgraph, clock, 1)
        assert len(await reminders(subgraph)) == 1
        await update(subgraph, reminderHour=19)
        await let_hours_pass(subgraph, clock, 1)
        assert len(await reminders(subgraph)) == 1
