"""What can be watched of captures."""

from collections.abc import AsyncGenerator

import strawberry
from strawberry import ID

from subgraphs.learning.service.captures import captures_channel
from subgraphs.learning.types.captures import Capture
from subgraphs.learning.types.context import Info
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.context import require_caller


@strawberry.type
class CaptureSubscriptions:
    @strawberry.subscription(
        description="Each of the caller's captures as its processing ends, well or not.", directives=[AUTHENTICATED]
    )
    async def capture_processed(self, info: Info) -> AsyncGenerator[Capture | None, None]:
        caller = require_caller(info)
        async with info.context.live.subscribe(captures_channel(caller.user_id)) as values:
            async for value in values:
                if value["isFinished"]:
                    yield await Capture.resolve_reference(info, ID(value["captureId"]))

    @strawberry.subscription(
        description="Each of the caller's captures whenever its processing is a stage further.",
        directives=[AUTHENTICATED],
    )
    async def capture_progressed(self, info: Info) -> AsyncGenerator[Capture | None, None]:
        caller = require_caller(info)
        async with info.context.live.subscribe(captures_channel(caller.user_id)) as values:
            async for value in values:
                yield await Capture.resolve_reference(info, ID(value["captureId"]))
