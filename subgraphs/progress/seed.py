"""A month of study for the seeded learners, counted back from the time of seeding, so that the boards are alive.

Everybody studies at the same time of day as the seeding, which is a day apart in every time zone. The demo learner has
studied up to yesterday and not today yet: the first answer extends the streak. All figures are reckoned from these
answers, as they would be had they been heard of.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from subgraphs.progress.facts import REVIEWED, Fact
from subgraphs.progress.repository.facts import FactsRepository
from subgraphs.progress.repository.share_cards import ShareCardRepository
from subgraphs.progress.service.achievements import settle_achievements
from subgraphs.progress.service.facts import row_of
from subgraphs.progress.service.rebuild import rebuild
from subgraphs.progress.settings import ProgressSettings
from subgraphs.progress.wiring import services_of
from subgraphs.shared.ids import seed_id
from subgraphs.shared.seeding import ReportProgress
from subgraphs.shared.unit_of_work import Transactions

LEARNERS = 12
DEMO_NAME = "Demo Learner"
"""As accounts seeds it."""

_DAYS = 30
_PAUSE = timedelta(seconds=40)
_ANSWERING_MS = 21_000
_RATINGS = ("GOOD", "GOOD", "EASY", "HARD", "GOOD", "AGAIN")
_KANJI = "日月火水木金土食山川"
_INTERVALS = (1, 3, 8, 20, 45)
"""Days until a kanji is due again after each answer."""


async def seed(transactions: Transactions, settings: ProgressSettings, report: ReportProgress) -> None:
    async with transactions.begin() as work:
        repository = FactsRepository(work.session)
        if await repository.users_after(None, 1):
            return
        await ShareCardRepository(work.session).put_name(seed_id("user", 0), DEMO_NAME, work.now)
        for number in range(LEARNERS):
            work.session.add_all(row_of(fact) for fact in _facts(number, work.now))
            await rebuild(work, seed_id("user", number))
            book = services_of(work).achievements
            await settle_achievements(work, seed_id("user", number), book, is_news=False)
            report("learners", number + 1, LEARNERS)


def _facts(number: int, now: datetime) -> Iterator[Fact]:
    """The answers of a learner, the oldest first."""
    asked: dict[UUID, int] = {}
    for index, reviewed_at in enumerate(_reviewed_at(number, now)):
        review_id = seed_id("award-review", f"{number}|{index}")
        kanji_id = seed_id("kanji", _KANJI[(index * 7 + number) % len(_KANJI)])
        times = asked[kanji_id] = asked.get(kanji_id, -1) + 1
        due = reviewed_at + timedelta(days=_INTERVALS[min(times // 3, len(_INTERVALS) - 1)])
        data = {
            "rating": _RATINGS[(index + number) % len(_RATINGS)],
            "durationMs": _ANSWERING_MS,
            "due": due.isoformat(),
        }
        user_id = seed_id("user", number)
        yield Fact(review_id, user_id, REVIEWED, str(review_id), reviewed_at, reviewed_at, data, "KANJI", kanji_id)


def _reviewed_at(number: int, now: datetime) -> Iterator[datetime]:
    latest_day = 1 if number == 0 else 0
    streak = (5, 12, 3, 21, 8, 1, 15, 2, 9, 4, 6, 18)[number]
    for days_ago in range(_DAYS, latest_day - 1, -1):
        is_in_streak = days_ago < latest_day + streak
        is_gap = days_ago == latest_day + streak
        if is_in_streak or (not is_gap and (days_ago + number) % 3):
            count = 3 + (days_ago * 5 + number * 7) % 9
            yield from (now - timedelta(days=days_ago) - _PAUSE * index for index in reversed(range(count)))
