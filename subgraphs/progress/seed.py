"""A month of study for the seeded learners, counted back from the time of seeding, so that the boards are alive.

Everybody studies at the same time of day as the seeding, which is a day apart in every time zone. The demo learner has
studied up to yesterday and not today yet: the first answer extends the streak.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from subgraphs.progress.experience import xp_for_review
from subgraphs.progress.models.activity import ActivityRow
from subgraphs.progress.models.awards import AwardRow
from subgraphs.progress.models.learners import LearnerRow
from subgraphs.progress.periods import utc_day
from subgraphs.progress.repository.awards import AwardsRepository
from subgraphs.progress.service.leaderboards import DayPoints, stand_on_leaderboards
from subgraphs.progress.streak import count_streak, day_of, quarter_hour_of
from subgraphs.shared.ids import seed_id
from subgraphs.shared.pagination import PageRequest
from subgraphs.shared.seeding import ReportProgress
from subgraphs.shared.settings import SubgraphSettings
from subgraphs.shared.unit_of_work import Transactions

LEARNERS = 12
_DAYS = 30
_PAUSE = timedelta(seconds=40)
_RATINGS = ("GOOD", "GOOD", "EASY", "HARD", "GOOD", "AGAIN")
_ZONE = ZoneInfo("UTC")


async def seed(transactions: Transactions, settings: SubgraphSettings, report: ReportProgress) -> None:
    async with transactions.begin() as work:
        existing = await AwardsRepository(work.session).page_of_awards(seed_id("user", 0), PageRequest(1))
        if existing.rows:
            return
        for number in range(LEARNERS):
            awards = list(_awards(number, work.now))
            await work.session.execute(insert(AwardRow), [award.model_dump() for award in awards])
            work.session.add_all(_summaries(seed_id("user", number), awards))
            await stand_on_leaderboards(work, seed_id("user", number), _day_points(awards))
            report("learners", number + 1, LEARNERS)


def _awards(number: int, now: datetime) -> Iterator[AwardRow]:
    """What a learner earned, the oldest first."""
    user_id, days = seed_id("user", number), set()
    for index, reviewed_at in enumerate(_reviewed_at(number, now)):
        day = day_of(reviewed_at, _ZONE)
        earned = xp_for_review(_RATINGS[(index + number) % len(_RATINGS)], is_first_of_day=day not in days)
        days.add(day)
        for reason, amount in earned.items():
            yield AwardRow(
                id=seed_id("award", f"{number}|{index}|{reason}"),
                user_id=user_id,
                review_id=seed_id("award-review", f"{number}|{index}"),
                reason=reason,
                amount=amount,
                earned_at=reviewed_at,
                day=day,
            )


def _reviewed_at(number: int, now: datetime) -> Iterator[datetime]:
    latest_day = 1 if number == 0 else 0
    streak = (5, 12, 3, 21, 8, 1, 15, 2, 9, 4, 6, 18)[number]
    for days_ago in range(_DAYS, latest_day - 1, -1):
        is_in_streak = days_ago < latest_day + streak
        is_gap = days_ago == latest_day + streak
        if is_in_streak or (not is_gap and (days_ago + number) % 3):
            count = 3 + (days_ago * 5 + number * 7) % 9
            yield from (now - timedelta(days=days_ago) - _PAUSE * index for index in reversed(range(count)))


def _summaries(user_id: UUID, awards: Sequence[AwardRow]) -> Iterator[LearnerRow | ActivityRow]:
    """The rows that hang on awards, as if each had been given when it was earned."""
    quarter_hours = sorted({quarter_hour_of(award.earned_at) for award in awards})
    learner = LearnerRow(user_id=user_id, xp=sum(award.amount for award in awards))
    learner.keep_streak(count_streak(quarter_hours, _ZONE))
    yield learner
    for quarter_hour in quarter_hours:
        yield ActivityRow(user_id=user_id, quarter_hour=quarter_hour)


def _day_points(awards: Iterable[AwardRow]) -> list[DayPoints]:
    days: dict[date, DayPoints] = {}
    for award in awards:
        day = utc_day(award.earned_at)
        xp = days[day].xp if day in days else 0
        days[day] = DayPoints(day, xp + award.amount, award.earned_at)
    return list(days.values())
