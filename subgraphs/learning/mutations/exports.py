"""Taking flashcards away in a file."""

from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import ID

from subgraphs.learning.card_errors import DeckIsUnknown, TopicIsUnknown
from subgraphs.learning.errors import FlashcardIsUnknown
from subgraphs.learning.import_errors import ExportIsUnknown, TooMuchToExport
from subgraphs.learning.import_options import ExportOptions
from subgraphs.learning.models.imports import ExportFormat
from subgraphs.learning.mutations.client_mutation_id import CLIENT_MUTATION_ID
from subgraphs.learning.service import exports as service
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.exports import FlashcardExport
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller
from subgraphs.shared.ids import parse_id
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import UserError, answer_refusals, user_errors_field

_WRITES = requires_scopes(Scope.LEARNING_WRITE)
_MOST_NAMED = 500


@strawberry.input(
    description="Which flashcards, and what of them. What is left out asks nothing: without anything, all of them."
)
class ExportFlashcardsInput:
    format: ExportFormat = strawberry.field(description="What they are to be written to.")
    flashcard_ids: list[ID] | None = strawberry.field(
        default=None, description=f"These alone, {_MOST_NAMED} at most; those that are somebody else's are left out."
    )
    topic_id: ID | None = strawberry.field(default=None, description="Those of a topic and of the topics in it.")
    deck_id: ID | None = strawberry.field(default=None, description="Those of a deck.")
    tags: list[str] = strawberry.field(default_factory=list, description="Those that have all of these tags.")
    keeps_schedule: bool = strawberry.field(
        default=True, description="Whether a package has their schedule and past answers, or shows them as new ones."
    )
    keeps_media: bool = strawberry.field(default=True, description="Whether a package has pictures and recordings.")
    client_mutation_id: str | None = strawberry.field(default=None, description=CLIENT_MUTATION_ID)

    def to_options(self) -> ExportOptions:
        """Raises refusals."""
        topic_id = parse_id(self.topic_id) if self.topic_id is not None else None
        deck_id = parse_id(self.deck_id) if self.deck_id is not None else None
        if self.topic_id is not None and topic_id is None:
            raise TopicIsUnknown
        if self.deck_id is not None and deck_id is None:
            raise DeckIsUnknown
        return ExportOptions(
            flashcard_ids=_keys(self.flashcard_ids),
            topic_id=topic_id,
            deck_id=deck_id,
            tags=tuple(tag.strip() for tag in self.tags),
            keeps_schedule=self.keeps_schedule,
            keeps_media=self.keeps_media,
        )


@strawberry.input(description="An export that nobody wants any more.")
class CancelFlashcardExportInput:
    export_id: ID = strawberry.field(description="One that has not ended.")


@strawberry.type
class FlashcardExportPayload:
    export: FlashcardExport | None = strawberry.field(
        default=None, description="The export as it is now; null when it was refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of wishing to export flashcards.")
class ExportFlashcardsPayload(FlashcardExportPayload):
    pass


@strawberry.type(description="What came of cancelling an export.")
class CancelFlashcardExportPayload(FlashcardExportPayload):
    pass


@strawberry.type
class ExportMutations:
    @strawberry.mutation(
        description="Write flashcards to a file, after the answer. `exportProgressed` tells how far it is.",
        directives=[_WRITES],
    )
    @answer_refusals
    async def export_flashcards(
        self, info: Info, input: Annotated[ExportFlashcardsInput, strawberry.argument(description="Which ones.")]
    ) -> ExportFlashcardsPayload:
        caller, options = require_caller(info), input.to_options()
        settings = info.context.services.settings
        async with info.context.unit_of_work() as work:
            row = await service.begin_export(
                work, caller.user_id, input.format, options, settings, input.client_mutation_id
            )
        return ExportFlashcardsPayload(export=FlashcardExport.from_row(row))

    @strawberry.mutation(
        description="Cancel an export that has not ended. There will be no file.", directives=[_WRITES]
    )
    @answer_refusals
    async def cancel_flashcard_export(
        self, info: Info, input: Annotated[CancelFlashcardExportInput, strawberry.argument(description="Which one.")]
    ) -> CancelFlashcardExportPayload:
        caller, key = require_caller(info), parse_id(input.export_id)
        if key is None:
            raise ExportIsUnknown(input.export_id)
        async with info.context.unit_of_work() as work:
            row = await service.cancel_export(work, caller.user_id, key)
        return CancelFlashcardExportPayload(export=FlashcardExport.from_row(row))


def _keys(ids: list[ID] | None) -> tuple[UUID, ...] | None:
    if ids is None:
        return None
    if len(ids) > _MOST_NAMED:
        raise TooMuchToExport(_MOST_NAMED)
    keys = []
    for each in ids:
        key = parse_id(each)
        if key is None:
            raise FlashcardIsUnknown(each)
        keys.append(key)
    return tuple(keys)
