"""What can be watched of study sessions."""

from collections.abc import AsyncGenerator
from uuid import UUID

import strawberry

from subgraphs.learning.repository.study_sessions import StudySessionRepository
from subgraphs.learning.service.study_sessions import session_channel
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.study_sessions import StudySession
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.context import require_caller


@strawberry.type
class StudySessionSubscriptions:
    @strawberry.subscription(
        description="The caller's study session, as it is now if one is open and each time it changes on whatever "
        "device: for a second device that shows it, and for one that has lost it to another.",
        directives=[AUTHENTICATED],
    )
    async def study_session_changed(self, info: Info) -> AsyncGenerator[StudySession | None, None]:
        caller = require_caller(info)
        async with info.context.live.subscribe(session_channel(caller.user_id)) as values:
            async with info.context.database.read() as read:
                row = await StudySessionRepository(read).open_of(caller.user_id)
            if row is not None:
                yield StudySession.from_row(row)
            async for value in values:
                session = await StudySession.own(info, UUID(value["sessionId"]), caller.user_id)
                if session is not None:
                    yield session
