"""What reckoning changed for a learner, and whom it is told to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from subgraphs.progress.events import DailyGoalReached, LevelReached, XpAwarded, XpCorrected
from subgraphs.progress.experience import level_at
from subgraphs.progress.models.awards import AwardRow
from subgraphs.progress.models.days import DayRow
from subgraphs.progress.models.learners import LearnerRow
from subgraphs.progress.periods import utc_day
from subgraphs.progress.repository.awards import AwardsRepository
from subgraphs.progress.service.leaderboards import DayPoints, Points, move_leaderboards, stand_on_leaderboards
from subgraphs.progress.service.live import level_channel, progress_channel
from subgraphs.shared.unit_of_work import UnitOfWork

_ONE_DAY = timedelta(days=1)


@dataclass(slots=True)
class Changes:
    by_reason: dict[str, int] = field(default_factory=dict)
    new: list[AwardRow] = field(default_factory=list)
    """Awards of the latest deed, on top of all before."""

    reckoned_anew: set[date] = field(default_factory=set)
    """The days of UTC on which awards came, went or changed."""

    goals: list[DayRow] = field(default_factory=list)
    """Days on which the goal was reached, as nobody was told yet."""

    def gave(self, awards: Iterable[AwardRow]) -> None:
        for award in awards:
            self._count(award, award.amount)
            self.new.append(award)

    def gave_anew(self, award: AwardRow) -> None:
        self._count(award, award.amount)
        self.reckoned_anew.add(utc_day(award.earned_at))

    def took(self, award: AwardRow) -> None:
        self._count(award, -award.amount)
        self.reckoned_anew.add(utc_day(award.earned_at))

    @property
    def amount(self) -> int:
        return sum(self.by_reason.values())

    def _count(self, award: AwardRow, amount: int) -> None:
        self.by_reason[award.reason] = self.by_reason.get(award.reason, 0) + amount


async def give_points(work: UnitOfWork, learner: LearnerRow, changes: Changes) -> None:
    """Let the learner have what changed, and say so."""
    await _move_boards(work, learner, changes)
    by_reason = {reason: amount for reason, amount in changes.by_reason.items() if amount}
    amount = changes.amount
    learner.xp += amount
    if amount > 0:
        work.announce(XpAwarded(learner_id=learner.user_id, amount=amount, by_reason=by_reason, xp=learner.xp))
    elif by_reason:
        work.announce(XpCorrected(learner_id=learner.user_id, amount=amount, by_reason=by_reason, xp=learner.xp))
    level = level_at(learner.xp)
    if level > learner.highest_level:
        learner.highest_level = level
        work.announce(LevelReached(learner_id=learner.user_id, level=level))
        work.publish_live(level_channel(learner.user_id), {"level": level, "xp": learner.xp})


def tell_goals(work: UnitOfWork, learner: LearnerRow, changes: Changes) -> None:
    for row in changes.goals:
        if row.goal is not None:
            work.announce(DailyGoalReached(learner_id=learner.user_id, day=row.day, goal=row.goal))


def tell_subscribers(work: UnitOfWork, learner: LearnerRow) -> None:
    work.publish_live(progress_channel(learner.user_id), {})


async def _move_boards(work: UnitOfWork, learner: LearnerRow, changes: Changes) -> None:
    if changes.reckoned_anew:
        return await stand_anew(work, learner, changes.reckoned_anew)
    earned = sum(award.amount for award in changes.new)
    if earned:
        first = changes.new[0]
        await move_leaderboards(work, Points(learner.user_id, earned, first.earned_at, first.announced_at))


async def stand_anew(work: UnitOfWork, learner: LearnerRow, days: Iterable[date]) -> None:
    """Have the boards hold what awards say of these days of UTC."""
    wanted = sorted(days)
    start, end = _midnight(wanted[0]), _midnight(wanted[-1] + _ONE_DAY)
    given = await AwardsRepository(work.session).given_between(learner.user_id, start, end)
    points = {day: DayPoints(day, 0, _midnight(day)) for day in wanted}
    for each in given:
        day = utc_day(each.earned_at)
        if day in points:
            before = points[day]
            reached_at = max(before.reached_at, each.announced_at) if before.xp else each.announced_at
            points[day] = DayPoints(day, before.xp + each.amount, reached_at)
    await stand_on_leaderboards(work, learner.user_id, list(points.values()))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
