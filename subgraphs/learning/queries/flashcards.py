"""Finding one flashcard."""

from typing import Annotated

import strawberry
from strawberry import ID

from subgraphs.learning.types.context import Info
from subgraphs.learning.types.flashcards import Flashcard
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.context import require_caller


@strawberry.type
class FlashcardQueries:
    @strawberry.field(
        description="One of the caller's flashcards; null for an unknown one and for somebody else's.",
        directives=[AUTHENTICATED],
    )
    async def flashcard(
        self, info: Info, id: Annotated[ID, strawberry.argument(description="The flashcard's id.")]
    ) -> Flashcard | None:
        require_caller(info)
        return await Flashcard.own_by_id(info, id)
