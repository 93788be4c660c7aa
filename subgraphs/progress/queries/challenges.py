"""What can be asked of challenges."""

from typing import Annotated

import strawberry
from strawberry import ID

from subgraphs.progress.challenge_states import ChallengeState
from subgraphs.progress.periods import utc_day
from subgraphs.progress.repository.challenges import ChallengesRepository
from subgraphs.progress.types.challenges import Challenge, ChallengeKind
from subgraphs.progress.types.context import Info
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.connections import After, Connection, First
from subgraphs.shared.context import require_caller
from subgraphs.shared.ids import parse_id
from subgraphs.shared.pagination import page_request


@strawberry.type
class ChallengeQueries:
    @strawberry.field(
        description="The challenges of everybody, of the caller's organizations, and those that the caller takes part "
        "in or is invited to, the latest first.",
        directives=[AUTHENTICATED],
    )
    async def challenges(
        self,
        info: Info,
        state: Annotated[
            ChallengeState | None, strawberry.argument(description="Only those that have come so far.")
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[Challenge] | None:
        user_id, today = require_caller(info).user_id, utc_day(info.context.clock())
        async with info.context.database.read() as session:
            repository = ChallengesRepository(session)
            page = await repository.page_shown_to(user_id, state, today, page_request(first, after))
        return Connection[Challenge].from_page(page, Challenge.from_row)

    @strawberry.field(
        description="One challenge; null for one that is none of the caller's business, as for none.",
        directives=[AUTHENTICATED],
    )
    async def challenge(
        self, info: Info, id: Annotated[ID, strawberry.argument(description="Which one.")]
    ) -> Challenge | None:
        user_id, challenge_id = require_caller(info).user_id, parse_id(id)
        if challenge_id is None:
            return None
        async with info.context.database.read() as session:
            row = await ChallengesRepository(session).shown(challenge_id, user_id)
        return Challenge.from_row(row) if row is not None else None

    @strawberry.field(
        description="Every kind of challenge: those that the platform makes, and those that people can make."
    )
    def challenge_templates(self, info: Info) -> list[ChallengeKind]:
        return [ChallengeKind.from_template(each) for each in info.context.services.challenges.templates]
