"""Challenges, and where those who take part stand."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Self

import strawberry
from strawberry import ID

from subgraphs.progress.board_views import BoardView, Challengers
from subgraphs.progress.challenge_rules import ChallengeAudience, ChallengeTemplate, Prize
from subgraphs.progress.challenge_states import ChallengeState, state_on
from subgraphs.progress.models.challenges import ChallengeMemberRow, ChallengeRow, MemberState
from subgraphs.progress.periods import LeaderboardPeriod, utc_day
from subgraphs.progress.types.context import Info
from subgraphs.progress.types.leaderboards import (
    LeaderboardConnection,
    LeaderboardEdge,
    open_view,
    rank_on,
    read_stretch,
)
from subgraphs.progress.types.user import User
from subgraphs.shared.connections import After, Before, First, Last
from subgraphs.shared.context import require_caller
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.ids import parse_id
from subgraphs.shared.pagination import page_request

describe_enum(
    ChallengeAudience,
    "Who takes part in a challenge.",
    {
        ChallengeAudience.EVERYBODY: "Whoever wants to: the platform itself challenges everybody.",
        ChallengeAudience.INVITED: "Friends of whoever made it, as they were asked.",
        ChallengeAudience.ORGANIZATION: "Members of an organization, challenged by those who lead or teach it.",
    },
)
describe_enum(
    ChallengeState,
    "How far a challenge has come.",
    {
        ChallengeState.UPCOMING: "Its first day has not begun.",
        ChallengeState.RUNNING: "Points count.",
        ChallengeState.SETTLING: "Its last day is over; answers that devices send late still count.",
        ChallengeState.ENDED: "Standings are final.",
    },
)
describe_enum(
    MemberState,
    "What somebody has to do with a challenge.",
    {
        MemberState.INVITED: "They were asked to take part, and have neither joined nor declined.",
        MemberState.JOINED: "They take part.",
    },
    name="ChallengeMembership",
)


@strawberry.type(description="What can be won in a challenge.")
class ChallengePrize:
    xp: int = strawberry.field(description="Experience points; those of all challenges have a daily cap.")
    freezes: int = strawberry.field(description="Freezes of the streak.")

    @classmethod
    def from_prize(cls, prize: Prize) -> Self:
        return cls(xp=prize.xp, freezes=prize.freezes)


@strawberry.type(name="ChallengeTemplate", description="A kind of challenge, as it can be made or comes again.")
class ChallengeKind:
    id: ID = strawberry.field(description="Names it for ever.")
    name: str = strawberry.field(description="What to call it, in English.")
    description: str = strawberry.field(description="What is to be done, in English.")
    period: LeaderboardPeriod = strawberry.field(description="How long it lasts; never ALL_TIME.")
    audiences: list[ChallengeAudience] = strawberry.field(
        description="Whom one may challenge with it; nobody where only the platform does."
    )
    is_recurring: bool = strawberry.field(
        description="Whether the platform challenges everybody with it in each period."
    )
    target: int | None = strawberry.field(description="Points to earn; null where only places count.")
    prize_for_target: ChallengePrize | None = strawberry.field(
        description="For everybody who earns as many; null where there is none."
    )
    prizes_for_places: list[ChallengePrize] = strawberry.field(
        description="For the first, the second, and so on, besides."
    )
    least_participants_for_places: int = strawberry.field(
        description="How many must have earned points for places to have prizes."
    )

    @classmethod
    def from_template(cls, template: ChallengeTemplate) -> Self:
        prize = template.for_target
        return cls(
            id=ID(template.id),
            name=template.name,
            description=template.description,
            period=template.period,
            audiences=list(template.audiences),
            is_recurring=template.is_recurring,
            target=template.target,
            prize_for_target=ChallengePrize.from_prize(prize) if prize.is_something else None,
            prizes_for_places=[ChallengePrize.from_prize(each) for each in template.for_places],
            least_participants_for_places=template.least_of_places,
        )


@strawberry.type(description="Where somebody stood when a challenge ended.")
class ChallengeResult:
    rank: int = strawberry.field(description="Their place, from 1, among all who took part.")
    xp: int = strawberry.field(description="The points that counted.")
    prize: ChallengePrize | None = strawberry.field(description="What they have won; null for nothing.")

    @classmethod
    def from_row(cls, row: ChallengeMemberRow | None) -> Self | None:
        if row is None or row.final_rank is None or row.final_xp is None:
            return None
        prize = Prize(xp=row.prize_xp, freezes=row.prize_freezes)
        won = ChallengePrize.from_prize(prize) if prize.is_something else None
        return cls(rank=row.final_rank, xp=row.final_xp, prize=won)


@strawberry.type(
    description="People who want to earn points in the same days. Every point of these days counts, whenever its "
    "earner joined."
)
class Challenge:
    row: strawberry.Private[ChallengeRow]
    id: ID = strawberry.field(description="Identifies the challenge.")
    audience: ChallengeAudience = strawberry.field(description="Who takes part.")
    organization_id: ID | None = strawberry.field(description="The organization that is challenged, if one.")
    period: LeaderboardPeriod = strawberry.field(description="How long it lasts.")
    starts_on: date = strawberry.field(description="Its first day, in UTC.")
    ends_on: date = strawberry.field(description="Its last day, in UTC.")

    @strawberry.field(description="What it is about; null where the platform does not know that any more.")
    def template(self, info: Info) -> ChallengeKind | None:
        found = info.context.services.challenges.by_id.get(self.row.template_id)
        return ChallengeKind.from_template(found) if found is not None else None

    @strawberry.field(description="How far it has come.")
    def state(self, info: Info) -> ChallengeState:
        return state_on(utc_day(info.context.clock()), self.starts_on, self.ends_on, self.row.settled_at)

    @strawberry.field(description="Until when answers that devices send late count, after which prizes are given.")
    def settles_at(self, info: Info) -> datetime:
        end = datetime.combine(self.row.ends_on + timedelta(days=1), time(), UTC)
        return end + info.context.services.settings.challenge_grace

    @strawberry.field(description="Who made it; null for the platform itself, and for somebody who is gone.")
    def creator(self) -> User | None:
        return User(id=ID(str(self.row.creator_id))) if self.row.creator_id is not None else None

    @strawberry.field(description="How many take part.")
    async def participant_count(self, info: Info) -> int:
        return await info.context.loaders.participant_count.load(self.row.id) or 0

    @strawberry.field(description="What the caller has to do with it; null for nothing yet.")
    async def viewer_membership(self, info: Info) -> MemberState | None:
        member = await self._member(info)
        return MemberState(member.state) if member is not None else None

    @strawberry.field(description="How the caller did; null before the end, without points, or for who took no part.")
    async def viewer_result(self, info: Info) -> ChallengeResult | None:
        return ChallengeResult.from_row(await self._member(info))

    @strawberry.field(
        description="Who takes part and has earned points, the most first. Final results count late answers until "
        "`settlesAt` only, and those whom the caller is kept apart from, too."
    )
    async def standings(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> LeaderboardConnection:
        view = self.view(info)
        async with open_view(info, view) as views:
            stretch = await read_stretch(views, page_request(first, after, last, before))
        return LeaderboardConnection.from_stretch(stretch, view)

    def view(self, info: Info) -> BoardView:
        return BoardView(self.row.board, Challengers(self.row.id), require_caller(info).user_id)

    async def _member(self, info: Info) -> ChallengeMemberRow | None:
        return await info.context.loaders.challenge_member.load((self.row.id, require_caller(info).user_id))

    @classmethod
    def from_row(cls, row: ChallengeRow) -> Self:
        return cls(
            row=row,
            id=ID(str(row.id)),
            audience=ChallengeAudience(row.audience),
            organization_id=ID(str(row.circle_id)) if row.circle_id is not None else None,
            period=LeaderboardPeriod(row.period),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )


@strawberry.type(description="Somebody who takes part in a challenge has earned points.")
class ChallengeStandingsChange:
    challenge: Challenge = strawberry.field(description="The challenge.")
    change_count: int = strawberry.field(
        description="How many participants' points have changed since the last value; `user` is the last of them."
    )
    user: User | None = strawberry.field(description="Who earned points.")

    @strawberry.field(description="Their place now, from 1, and their points; null when those were taken back.")
    async def entry(self, info: Info) -> LeaderboardEdge | None:
        return await _entry(info, self.challenge, self.user)

    @strawberry.field(description="The caller's own place now; null without points.")
    async def viewer_entry(self, info: Info) -> LeaderboardEdge | None:
        return await _entry(info, self.challenge, User(id=ID(str(require_caller(info).user_id))))


async def _entry(info: Info, challenge: Challenge, user: User | None) -> LeaderboardEdge | None:
    ranked = await rank_on(info, challenge.view(info), parse_id(user.id) if user is not None else None)
    return LeaderboardEdge.from_ranked(ranked) if ranked is not None else None
