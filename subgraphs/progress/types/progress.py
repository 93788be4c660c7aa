"""How far a learner has come."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import ID

from subgraphs.progress.errors import HistoryIsSomebodyElses, MasteryIsSomebodyElses
from subgraphs.progress.experience import XpReason, level_at, xp_to_next_level
from subgraphs.progress.mastery import MasteryKind, MasteryLevel
from subgraphs.progress.models.learners import timeline_of
from subgraphs.progress.repository.awards import AwardFilter, AwardsRepository, Earned
from subgraphs.progress.repository.mastery import MasteryRepository
from subgraphs.progress.types.achievements import LearnerAchievements
from subgraphs.progress.types.activity import DailyGoal, DayActivity
from subgraphs.progress.types.context import Info
from subgraphs.progress.types.items import Mastery
from subgraphs.progress.types.streaks import StreakFreezes, StudyStreak, streak_today
from subgraphs.progress.types.stretches import checked_stretch
from subgraphs.progress.types.xp import XpAward
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.connections import After, Connection, First
from subgraphs.shared.context import require_caller
from subgraphs.shared.days import day_bounds, day_of, zone_named
from subgraphs.shared.pagination import page_request


@strawberry.type(description="What a learner has done today, by the learner's own calendar.")
class TodaysProgress:
    xp: int = strawberry.field(description="Experience points earned since midnight.")
    reviews: int = strawberry.field(description="Flashcards answered since midnight.")


@strawberry.type(description="How far a learner has come.")
class Progress(LearnerAchievements):
    user_id: strawberry.Private[UUID]
    time_zone: strawberry.Private[str]
    xp: int = strawberry.field(description="All experience points ever earned.")

    @strawberry.field(
        description="The level that the points suffice for, from 1. Level n begins at 50 n (n - 1) points."
    )
    def level(self) -> int:
        return level_at(self.xp)

    @strawberry.field(description="How many points are missing for the next level.")
    def xp_to_next_level(self) -> int:
        return xp_to_next_level(self.xp)

    @strawberry.field(description="Days in a row with study, in the time zone where the learner lives now.")
    async def streak(self, info: Info) -> StudyStreak:
        found = await streak_today(info, self.user_id, self.time_zone)
        streak = found.streak
        return StudyStreak(days=found.standing.days, longest=streak.longest, last_active_on=streak.last_active_on)

    @strawberry.field(description="What saves the streak from missed days.")
    async def streak_freezes(self, info: Info) -> StreakFreezes:
        found = await streak_today(info, self.user_id, self.time_zone)
        standing = found.standing
        return StreakFreezes(
            available=standing.freezes, user_id=self.user_id, today=found.today, frozen_lately=standing.frozen
        )

    @strawberry.field(description="What was done since midnight where the learner lives.")
    async def today(self, info: Info) -> TodaysProgress:
        zone = zone_named(self.time_zone)
        window = day_bounds(day_of(info.context.clock(), zone), zone)
        earned = await info.context.loaders.earned_within.load((self.user_id, *window)) or Earned()
        return TodaysProgress(xp=earned.xp, reviews=earned.reviews)

    @strawberry.field(
        description="The days of a stretch on which anything was done, the earliest first: for a heat map.",
    )
    async def activity(
        self,
        info: Info,
        since: Annotated[date, strawberry.argument(name="from", description="The first day.")],
        until: Annotated[date, strawberry.argument(name="to", description="The last day.")],
    ) -> list[DayActivity]:
        first, last = checked_stretch(info, since, until)
        rows = await info.context.loaders.days_within.load((self.user_id, first, last))
        caller = info.context.caller
        is_oneself = caller is not None and caller.user_id == self.user_id
        return [DayActivity.from_row(row, is_oneself) for row in rows]

    @strawberry.field(
        description="The points that the caller wants to earn today. Null for anybody but the learner.",
        directives=[AUTHENTICATED],
    )
    async def daily_goal(self, info: Info) -> DailyGoal | None:
        if require_caller(info).user_id != self.user_id:
            return None
        now = info.context.clock()
        learner = await info.context.loaders.learner_by_user.load(self.user_id)
        today = day_of(now, zone_named(self.time_zone))
        day = await info.context.loaders.day.load((self.user_id, today))
        chosen = timeline_of(learner.goals).at(now) if learner is not None else None
        return DailyGoal(
            xp=chosen if chosen is not None else info.context.services.default_goal.xp,
            earned=day.xp if day is not None else 0,
            reached_at=day.goal_reached_at if day is not None else None,
        )

    @strawberry.field(
        description="Every award of points, the latest first. Shown to the learner only.", directives=[AUTHENTICATED]
    )
    async def xp_history(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        reasons: Annotated[
            list[XpReason] | None, strawberry.argument(description="Only what was earned with one of these.")
        ] = None,
        rule: Annotated[ID | None, strawberry.argument(description="Only what this rule gave.")] = None,
        since: Annotated[
            datetime | None, strawberry.argument(name="from", description="Only what was earned then or later.")
        ] = None,
        until: Annotated[
            datetime | None, strawberry.argument(name="to", description="Only what was earned before that.")
        ] = None,
    ) -> Connection[XpAward] | None:
        if require_caller(info).user_id != self.user_id:
            raise HistoryIsSomebodyElses
        wanted = AwardFilter(tuple(reasons) if reasons is not None else None, rule, since, until)
        async with info.context.database.read() as session:
            page = await AwardsRepository(session).page_of_awards(self.user_id, page_request(first, after), wanted)
        return Connection[XpAward].from_page(page, XpAward.from_row)

    @strawberry.field(
        description="What the learner knows of one kind, the best known first. Shown to the learner only.",
        directives=[AUTHENTICATED],
    )
    async def mastery(
        self,
        info: Info,
        kind: Annotated[MasteryKind, strawberry.argument(description="Of what.")],
        level: Annotated[
            MasteryLevel | None, strawberry.argument(description="Only what is known that well; null: all.")
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[Mastery] | None:
        if require_caller(info).user_id != self.user_id:
            raise MasteryIsSomebodyElses
        async with info.context.database.read() as session:
            page = await MasteryRepository(session).page(self.user_id, kind, level, page_request(first, after))
        return Connection[Mastery].from_page(page, Mastery.from_row)
