"""What can be asked of learning."""

from typing import Annotated

import strawberry
from strawberry import ID

from subgraphs.learning.types import Flashcard, Info
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.context import require_caller


@strawberry.type
class Query:
    @strawberry.field(
        description="One of the caller's flashcards; null for an unknown one and for somebody else's.",
        directives=[AUTHENTICATED],
    )
    async def flashcard(
        self, info: Info, id: Annotated[ID, strawberry.argument(description="The flashcard's id.")]
    ) -> Flashcard | None:
        require_caller(info)
        return await Flashcard.own_by_id(info, id)
