"""How far a learner has come."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

import strawberry
from strawberry import ID

from subgraphs.progress.errors import HistoryIsSomebodyElses
from subgraphs.progress.experience import XpReason, level_at, xp_to_next_level
from subgraphs.progress.models.awards import AwardRow
from subgraphs.progress.repository.awards import AwardsRepository, Earned
from subgraphs.progress.streak import Streak, day_bounds, day_of, zone_named
from subgraphs.progress.types.context import Info
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.connections import After, Connection, First
from subgraphs.shared.context import require_caller
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.pagination import page_request

describe_enum(
    XpReason,
    "What experience points were earned with.",
    {
        XpReason.REVIEW: "An answer to a flashcard, by its rating.",
        XpReason.FIRST_REVIEW_OF_DAY: "The first answer of the learner's day, on top of what the answer itself earns.",
    },
)


@strawberry.type(description="Days in a row on which a learner studied, by the learner's own calendar.")
class StudyStreak:
    days: int = strawberry.field(
        description="The days up to today, or up to yesterday while today may still follow; 0 after a whole day missed."
    )
    longest: int = strawberry.field(description="The most days in a row there ever were.")
    last_active_on: date | None = strawberry.field(description="The last day of study; null when there was none.")


@strawberry.type(description="What a learner has done today, by the learner's own calendar.")
class TodaysProgress:
    xp: int = strawberry.field(description="Experience points earned since midnight.")
    reviews: int = strawberry.field(description="Flashcards answered since midnight.")


@strawberry.type(description="Experience points that were earned at once, for one reason.")
class XpAward:
    id: ID = strawberry.field(description="Identifies the award.")
    amount: int = strawberry.field(description="How many points.")
    reason: XpReason = strawberry.field(description="What they were earned with.")
    earned_at: datetime = strawberry.field(description="When the learner did what earned them.")

    @classmethod
    def from_row(cls, row: AwardRow) -> Self:
        return cls(id=ID(str(row.id)), amount=row.amount, reason=XpReason(row.reason), earned_at=row.earned_at)


@strawberry.type(description="How far a learner has come.")
class Progress:
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
        streak = await info.context.loaders.streak_by_user.load((self.user_id, self.time_zone)) or Streak()
        today = day_of(info.context.clock(), zone_named(self.time_zone))
        return StudyStreak(days=streak.days_on(today), longest=streak.longest, last_active_on=streak.last_active_on)

    @strawberry.field(description="What was done since midnight where the learner lives.")
    async def today(self, info: Info) -> TodaysProgress:
        zone = zone_named(self.time_zone)
        window = day_bounds(day_of(info.context.clock(), zone), zone)
        earned = await info.context.loaders.earned_within.load((self.user_id, *window)) or Earned()
        return TodaysProgress(xp=earned.xp, reviews=earned.reviews)

    @strawberry.field(
        description="Every award of points, the latest first. Shown to the learner only.", directives=[AUTHENTICATED]
    )
    async def xp_history(self, info: Info, first: First = None, after: After = None) -> Connection[XpAward] | None:
        if require_caller(info).user_id != self.user_id:
            raise HistoryIsSomebodyElses
        async with info.context.database.read() as session:
            page = await AwardsRepository(session).page_of_awards(self.user_id, page_request(first, after))
        return Connection[XpAward].from_page(page, XpAward.from_row)
