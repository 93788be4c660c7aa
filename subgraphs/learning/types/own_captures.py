"""What a learner sees of their own captures."""

from functools import partial
from uuid import UUID

import strawberry
from strawberry import ID

from subgraphs.learning.repository.captures import CaptureFilter, CaptureRepository
from subgraphs.learning.types.captures import (
    CaptureConnection,
    CaptureFilterInput,
    CaptureTag,
    FilterArgument,
    capture_connection,
)
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.owners import owner_of
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.connections import After, Before, First, Last
from subgraphs.shared.pagination import page_request


@strawberry.type
class OwnCaptures:
    id: ID

    @strawberry.field(description="Captures, the latest first. Shown to their owner only.", directives=[AUTHENTICATED])
    async def captures(
        self,
        info: Info,
        filter: FilterArgument = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> CaptureConnection | None:
        owner_id = owner_of(info, self.id)
        wanted, request = (filter or CaptureFilterInput()).to_filter(), page_request(first, after, last, before)
        async with info.context.database.read() as session:
            page = await CaptureRepository(session).page(owner_id, wanted, request)
        return capture_connection(page, partial(_count, info, owner_id, wanted))

    @strawberry.field(
        description="The tags of all captures, the most used first. Shown to their owner only.",
        directives=[AUTHENTICATED],
    )
    async def capture_tags(self, info: Info) -> list[CaptureTag] | None:
        owner_id = owner_of(info, self.id)
        async with info.context.database.read() as session:
            counts = await CaptureRepository(session).tag_counts(owner_id)
        return [CaptureTag(tag=tag, count=count) for tag, count in counts]


async def _count(info: Info, owner_id: UUID, wanted: CaptureFilter) -> int:
    async with info.context.database.read() as session:
        return await CaptureRepository(session).count(owner_id, wanted)
