"""Facts that are not kept for ever, what operators do, and databases from before facts were remembered."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Date, Integer, String, Uuid, column, insert, select, table
from sqlmodel import col

from subgraphs.progress.app import PROGRESS
from subgraphs.progress.commands import rebuild_figures
from subgraphs.progress.models.facts import HeardFactRow
from subgraphs.progress.service.rebuild import rebuild_all
from subgraphs.shared.clock import utc_now
from subgraphs.shared.database import Database, UtcDateTime
from subgraphs.shared.ids import new_id, seed_id
from subgraphs.shared.migrations import find_drift, migrate
from tests.subgraphs.progress.deeds import answered
from tests.subgraphs.progress.learners import AIKO, BEN, MONDAY_NINE, Place, hear, progress, progress_of
from tests.subgraphs.progress.test_any_order import RECKONED_TABLES, a_fortnight, at, figures
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

DAY = timedelta(days=1)
MOON = seed_id("kanji", "月")
BEFORE_FACTS = "20261121220955"


async def facts_of(subgraph: SubgraphUnderTest, learner: UUID) -> list[HeardFactRow]:
    async with subgraph.subgraph.database.read() as session:
        rows = await session.scalars(select(HeardFactRow).where(col(HeardFactRow.user_id) == learner))
        return sorted(rows, key=lambda row: row.happened_at)


async def test_old_facts_are_forgotten_and_the_figures_stay(place: Place) -> None:
    clock = MovableClock(at(14))
    async with progress(place, clock, fact_retention_days=31) as subgraph:
        await hear(subgraph, *a_fortnight())
        before, told = await figures(subgraph), len(await facts_of(subgraph, AIKO))
        clock.now = at(40)
        await subgraph.run_jobs()
        clock.now = at(41)
        await subgraph.run_jobs()
        assert 0 < len(await facts_of(subgraph, AIKO)) < told
        _ = [user_id async for user_id in rebuild_all(subgraph.subgraph.transactions)]
        after = await figures(subgraph)
    assert {name: after[name] for name in RECKONED_TABLES} == {name: before[name] for name in RECKONED_TABLES}


async def test_what_is_told_late_of_a_forgotten_time_earns_nothing(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE)
    async with progress(place, clock, fact_retention_days=31) as subgraph:
        await hear(subgraph, answered(AIKO, MONDAY_NINE))
        for days in (60, 61):
            clock.now = MONDAY_NINE + days * DAY
            await subgraph.run_jobs()
        await hear(subgraph, answered(AIKO, MONDAY_NINE + DAY), answered(AIKO, clock.now))
        assert (await progress_of(subgraph, AIKO))["xp"] == 60


async def test_the_answers_that_mastery_rests_on_are_not_forgotten(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE)
    asked = [{"__typename": "Kanji", "id": str(MOON)}]
    async with progress(place, clock, fact_retention_days=31, mastery_answers=3) as subgraph:
        for index in range(5):
            instant = MONDAY_NINE + index * timedelta(hours=1)
            await hear(subgraph, answered(AIKO, instant, "EASY", instant + 9 * DAY, MOON), answered(AIKO, instant))
        for days in (60, 61):
            clock.now = MONDAY_NINE + days * DAY
            await subgraph.run_jobs()
        left = await facts_of(subgraph, AIKO)
        answer = await subgraph.entities(asked, "... on Kanji { mastery { answers } }", caller=AIKO)
    assert [row.item_id for row in left] == [MOON] * 3
    assert answer["data"]["_entities"] == [{"mastery": {"answers": 3}}]


async def test_one_learner_or_all_are_rebuilt_on_command(place: Place) -> None:
    async with progress(place) as subgraph:
        await hear(subgraph, answered(AIKO, MONDAY_NINE), answered(BEN, MONDAY_NINE))
        async with subgraph.subgraph.database.write() as session:
            await session.execute(PROGRESS.metadata.tables["awards"].delete())
        assert await rebuild_figures(subgraph.subgraph, AIKO) == 1
        assert [(await progress_of(subgraph, each))["today"]["xp"] for each in (AIKO, BEN)] == [30, 0]
        assert await rebuild_figures(subgraph.subgraph, None) == 2
        assert [(await progress_of(subgraph, each))["today"]["xp"] for each in (AIKO, BEN)] == [30, 30]


async def test_a_database_from_before_facts_keeps_its_points_and_is_reckoned_anew(place: Place) -> None:
    early = datetime(2026, 11, 2, 9, tzinfo=UTC)
    await migrate(place.database_url, "progress", BEFORE_FACTS)
    await _write_two_days(place.database_url, early)
    assert not await find_drift(place.database_url, "progress", PROGRESS.metadata)
    clock = MovableClock(early + DAY)
    async with progress(place, clock) as subgraph:
        kept = await progress_of(subgraph, AIKO, "Asia/Tokyo")
        clock.now = utc_now()
        await subgraph.run_jobs()
        clock.now = early + DAY
        reckoned = await progress_of(subgraph, AIKO, "Asia/Tokyo")
        found = await figures(subgraph)
    assert kept == reckoned and kept["xp"] == 64
    assert kept["streak"] == {"days": 2, "longest": 2, "lastActiveOn": "2026-11-03"}
    assert [row["day"] for row in found["learner_days"]] == [date(2026, 11, 2), date(2026, 11, 3)]
    ratings = sorted(row["data"]["rating"] for row in found["heard_facts"] if row["type"] == "FlashcardReviewed")
    assert ratings == ["AGAIN", "GOOD", "GOOD"]


LEARNERS = table(
    "learners",
    *(column("user_id", Uuid()), column("time_zone", String()), column("last_active_on", Date())),
    *(column(name, Integer()) for name in ("xp", "streak_days", "streak_longest")),
)
AWARDS = table(
    "awards",
    *(column(name, Uuid()) for name in ("id", "user_id", "review_id")),
    *(column("reason", String()), column("amount", Integer()), column("earned_at", UtcDateTime())),
    column("day", Date()),
)
ACTIVITY = table("activity", column("user_id", Uuid()), column("quarter_hour", UtcDateTime()))


async def _write_two_days(url: str, early: datetime) -> None:
    last = (early + DAY).date()
    learner = {"user_id": AIKO, "xp": 64, "time_zone": "Asia/Tokyo", "last_active_on": last}
    database = Database(url)
    async with database.write() as session:
        await session.execute(insert(LEARNERS), {**learner, "streak_days": 2, "streak_longest": 2})
        for instant, amounts in ((early, (10, 4)), (early + DAY, (10,))):
            await session.execute(insert(ACTIVITY), {"user_id": AIKO, "quarter_hour": instant})
            for index, amount in enumerate(amounts):
                review = {"user_id": AIKO, "review_id": new_id(), "earned_at": instant, "day": instant.date()}
                await session.execute(insert(AWARDS), {"id": new_id(), "reason": "REVIEW", "amount": amount, **review})
                if index == 0:
                    first = {"id": new_id(), "reason": "FIRST_REVIEW_OF_DAY", "amount": 20}
                    await session.execute(insert(AWARDS), {**first, **review})
    await database.close()
