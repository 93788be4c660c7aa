"""Finding one capture."""

from typing import Annotated

import strawberry
from strawberry import ID

from subgraphs.learning.types.captures import Capture
from subgraphs.learning.types.context import Info
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.context import require_caller


@strawberry.type
class CaptureQueries:
    @strawberry.field(
        description="One of the caller's captures; null for an unknown one and for somebody else's.",
        directives=[AUTHENTICATED],
    )
    async def capture(
        self, info: Info, id: Annotated[ID, strawberry.argument(description="The capture's id.")]
    ) -> Capture | None:
        require_caller(info)
        return await Capture.resolve_reference(info, id)
