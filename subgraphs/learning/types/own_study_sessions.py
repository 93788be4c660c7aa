"""What a learner sees of their own study sessions."""

import strawberry
from strawberry import ID

from subgraphs.learning.repository.study_sessions import StudySessionRepository
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.owners import owner_of
from subgraphs.learning.types.study_sessions import StudySession
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.connections import After, Connection, First
from subgraphs.shared.pagination import page_request


@strawberry.type
class OwnStudySessions:
    id: ID

    @strawberry.field(
        description="The study session that is open, paused or not; null without one. Shown to its learner only.",
        directives=[AUTHENTICATED],
    )
    async def active_study_session(self, info: Info) -> StudySession | None:
        owner_id = owner_of(info, self.id)
        async with info.context.database.read() as session:
            row = await StudySessionRepository(session).open_of(owner_id)
        return StudySession.from_row(row) if row is not None else None

    @strawberry.field(
        description="All study sessions, the latest first. Shown to their learner only.", directives=[AUTHENTICATED]
    )
    async def study_sessions(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[StudySession] | None:
        owner_id = owner_of(info, self.id)
        async with info.context.database.read() as session:
            page = await StudySessionRepository(session).page(owner_id, page_request(first, after))
        return Connection[StudySession].from_page(page, StudySession.from_row)
