"""What can be watched of challenges."""

from collections.abc import AsyncGenerator
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import ID

from subgraphs.progress.errors import ChallengeIsNowhere
from subgraphs.progress.models.challenges import ChallengeRow
from subgraphs.progress.repository.challenges import ChallengesRepository
from subgraphs.progress.service.leaderboard_views import shown_among
from subgraphs.progress.service.live import LEADERBOARD_CHANNEL
from subgraphs.progress.subscriptions.gathering import gathered, pause_of
from subgraphs.progress.types.challenges import Challenge, ChallengeStandingsChange
from subgraphs.progress.types.context import Info
from subgraphs.progress.types.user import User
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.context import require_caller
from subgraphs.shared.ids import parse_id


@strawberry.type
class ChallengeSubscriptions:
    @strawberry.subscription(
        description="Somebody has earned points in a challenge while it runs. Changes that follow each other quickly "
        "are told together.",
        directives=[AUTHENTICATED],
    )
    async def challenge_standings_changed(
        self, info: Info, challenge_id: Annotated[ID, strawberry.argument(description="Which challenge.")]
    ) -> AsyncGenerator[ChallengeStandingsChange | None, None]:
        await _shown(info, challenge_id)
        pause = pause_of(info.context.services.settings.leaderboard_pause)
        async with info.context.live.subscribe(LEADERBOARD_CHANNEL) as values:
            async for told in gathered(values, pause):
                # Who may watch, and whom they see, changes meanwhile.
                challenge = Challenge.from_row(await _shown(info, challenge_id))
                period = challenge.period.value
                moved = dict.fromkeys(UUID(each["userId"]) for each in told if period in each["xpByPeriod"])
                async with info.context.database.read() as session:
                    shown = await shown_among(session, challenge.view(info), list(moved)) if moved else []
                if shown:
                    user = User(id=ID(str(shown[-1])))
                    yield ChallengeStandingsChange(challenge=challenge, change_count=len(shown), user=user)


async def _shown(info: Info, challenge_id: ID) -> ChallengeRow:
    user_id, key = require_caller(info).user_id, parse_id(challenge_id)
    async with info.context.database.read() as session:
        row = await ChallengesRepository(session).shown(key, user_id) if key is not None else None
    if row is None:
        raise ChallengeIsNowhere
    return row
