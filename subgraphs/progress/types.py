"""The GraphQL types of progress."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

import strawberry
from strawberry import ID

from subgraphs.progress.errors import HistoryIsSomebodyElses
from subgraphs.progress.experience import XpReason, level_at, xp_to_next_level
from subgraphs.progress.loaders import Loaders
from subgraphs.progress.models import AwardRow, LeaderboardRow
from subgraphs.progress.periods import Board, LeaderboardPeriod
from subgraphs.progress.repository import Earned, ProgressRepository
from subgraphs.progress.streak import Streak, day_bounds, day_of, zone_named
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.connections import After, Connection, First, PageInfo
from subgraphs.shared.context import SubgraphContext, require_caller
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.ids import parse_id
from subgraphs.shared.pagination import Page, page_request

Context = SubgraphContext[Loaders, None]
Info = strawberry.Info[Context, None]

describe_enum(
    XpReason,
    "What experience points were earned with.",
    {
        XpReason.REVIEW: "An answer to a flashcard, by its rating.",
        XpReason.FIRST_REVIEW_OF_DAY: "The first answer of the learner's day, on top of what the answer itself earns.",
    },
)
describe_enum(
    LeaderboardPeriod,
    "Which points a leaderboard counts. All learners share it, so its days are days of UTC.",
    {
        LeaderboardPeriod.DAY: "Those of today.",
        LeaderboardPeriod.WEEK: "Those since Monday.",
        LeaderboardPeriod.MONTH: "Those since the first of the month.",
        LeaderboardPeriod.ALL_TIME: "All there are.",
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
            page = await ProgressRepository(session).page_of_awards(self.user_id, page_request(first, after))
        return Connection[XpAward].from_page(page, XpAward.from_row)


@strawberry.federation.type(keys=["id"])
class User:
    id: ID
    time_zone: str = strawberry.federation.field(external=True, default=None)
    shares_progress: bool = strawberry.federation.field(external=True, default=True)

    @strawberry.federation.field(
        requires=["timeZone", "sharesProgress"],
        description="Points, level and streak. Everybody has them, from nothing upwards; null where they do not show "
        "them to the person who asks.",
    )
    async def progress(self, info: Info) -> Progress | None:
        key = parse_id(self.id)
        if key is None or not self.shares_progress:
            return None
        learner = await info.context.loaders.learner_by_user.load(key)
        return Progress(user_id=key, time_zone=self.time_zone or "UTC", xp=learner.xp if learner is not None else 0)

    @classmethod
    def resolve_reference(cls, id: ID, time_zone: str | None = None, shares_progress: bool | None = None) -> Self:
        user = cls(id=id)
        user.shares_progress = shares_progress is not False
        if time_zone is not None:
            user.time_zone = time_zone
        return user


@strawberry.type(description="A learner's place on a leaderboard.")
class LeaderboardEdge:
    cursor: str = strawberry.field(description="This place, opaque: pass it as `after`.")
    rank: int = strawberry.field(
        description="The place, from 1. Of two with equal points, the first to reach them stands higher."
    )
    xp: int = strawberry.field(description="Points earned within the period.")
    node: User | None = strawberry.field(description="The learner.")


@strawberry.type(description="Some places of a leaderboard, the highest first.")
class LeaderboardConnection:
    edges: list[LeaderboardEdge] = strawberry.field(description="The places of this page.")
    page_info: PageInfo = strawberry.field(description="Where this page stands on the leaderboard.")
    board: strawberry.Private[Board]

    @strawberry.field(description="How many learners have earned points within the period.")
    async def total_count(self, info: Info) -> int:
        async with info.context.database.read() as session:
            return await ProgressRepository(session).count_on_board(self.board)

    @strawberry.field(description="The caller's own place; null without points in the period, or signed in as nobody.")
    async def viewer_rank(self, info: Info) -> int | None:
        caller = info.context.caller
        return await rank_on(info, self.board, caller.user_id) if caller is not None else None

    @classmethod
    def from_page(cls, page: Page[LeaderboardRow], board: Board, first_rank: int) -> Self:
        edges = [
            LeaderboardEdge(cursor=cursor, rank=rank, xp=row.xp, node=User(id=ID(str(row.user_id))))
            for rank, (cursor, row) in enumerate(zip(page.cursors, page.rows, strict=True), start=first_rank)
        ]
        return cls(edges=edges, page_info=PageInfo.from_page(page), board=board)


@strawberry.type(description="A learner's points on a leaderboard have changed, and with them perhaps many places.")
class LeaderboardChange:
    period: LeaderboardPeriod = strawberry.field(description="Which leaderboard.")
    xp: int = strawberry.field(description="What the learner has now within the period.")
    user: User | None = strawberry.field(description="The learner who earned points.")
    board: strawberry.Private[Board]
    user_id: strawberry.Private[UUID]

    @strawberry.field(description="The learner's place now, from 1.")
    async def rank(self, info: Info) -> int | None:
        return await rank_on(info, self.board, self.user_id)


async def rank_on(info: Info, board: Board, user_id: UUID) -> int | None:
    """The learner's place on a board; None without points there."""
    async with info.context.database.read() as session:
        repository = ProgressRepository(session)
        row = await repository.standing(board, user_id)
        return 1 + await repository.count_above(row) if row is not None else None
