"""Writing on flashcards."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry import ID, UNSET

from subgraphs.learning.card_errors import MediaIsUnknown
from subgraphs.learning.errors import FlashcardIsUnknown
from subgraphs.learning.models.flashcards import FlashcardTemplate
from subgraphs.learning.mutations.bulk import id_or_refusal, shown
from subgraphs.learning.mutations.client_mutation_id import CLIENT_MUTATION_ID
from subgraphs.learning.mutations.flashcards import placing_of
from subgraphs.learning.service.flashcard_texts import ChangedTexts, TextChanges, change_texts
from subgraphs.learning.service.free_flashcards import (
    CardTexts,
    FreeCard,
    NewFreeFlashcards,
    create_free_flashcards,
)
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.flashcards import Flashcard
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller
from subgraphs.shared.errors import Refusal
from subgraphs.shared.ids import parse_id
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import UserError, answer_refusals, user_errors_field

_WRITES = [requires_scopes(Scope.LEARNING_WRITE)]
_FRONT = (
    "What it is about, as it is written; for a cloze the text with its gaps: `{{c1::so}}`, or `{{c1::so::a hint}}`."
)
_BACK = "What that means."
_READING = "How it is read."
_HINT = "Shown with the question."
_NOTES = "Shown with the answer."
_IMAGE = "A picture of the caller's own, as `uploadFlashcardMedia` keeps it."
_AUDIO = "A recording of the caller's own, as `uploadFlashcardMedia` keeps it."


@strawberry.input(description="Something to learn that is in no dictionary, or is to be put in one's own words.")
class FreeFlashcardInput:
    front: str | None = strawberry.field(default=None, description=_FRONT)
    back: str | None = strawberry.field(default=None, description=_BACK)
    reading: str | None = strawberry.field(default=None, description=_READING)
    hint: str | None = strawberry.field(default=None, description=_HINT)
    notes: str | None = strawberry.field(default=None, description=_NOTES)
    image_id: ID | None = strawberry.field(default=None, description=_IMAGE)
    audio_id: ID | None = strawberry.field(default=None, description=_AUDIO)
    templates: list[FlashcardTemplate] = strawberry.field(
        default_factory=lambda: [FlashcardTemplate.RECOGNITION],
        description="How it is to be asked: a flashcard for each, and for each gap of a cloze.",
    )
    tags: list[str] = strawberry.field(default_factory=list, description="Tags to put on its flashcards.")


@strawberry.input(description="Flashcards to write, of 100 things at most.")
class CreateFreeFlashcardsInput:
    flashcards: list[FreeFlashcardInput] = strawberry.field(description="What is to be learnt.")
    topic_id: ID | None = strawberry.field(default=None, description="The topic to file all of them under.")
    deck_id: ID | None = strawberry.field(
        default=None, description="The deck to study them with; unless said, the default deck if there is one."
    )
    tags: list[str] = strawberry.field(default_factory=list, description="Tags to put on all of them.")
    client_mutation_id: str | None = strawberry.field(default=None, description=CLIENT_MUTATION_ID)


@strawberry.type(description="What came of writing flashcards.")
class CreateFreeFlashcardsPayload:
    flashcards: list[Flashcard] = strawberry.field(
        default_factory=list, description="The new flashcards, in the order of the input."
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list,
        description="What is wrong with those that made no flashcard; the others were made nevertheless.",
    )


@strawberry.input(description="What is to stand on a flashcard. What is not given stays; null: as its item says.")
class UpdateFlashcardInput:
    flashcard_id: ID = strawberry.field(description="The flashcard to write on.")
    front: str | None = strawberry.field(default=UNSET, description=_FRONT)
    back: str | None = strawberry.field(default=UNSET, description=_BACK)
    reading: str | None = strawberry.field(default=UNSET, description=_READING)
    hint: str | None = strawberry.field(default=UNSET, description=_HINT)
    notes: str | None = strawberry.field(default=UNSET, description=_NOTES)
    image_id: ID | None = strawberry.field(default=UNSET, description=_IMAGE)
    audio_id: ID | None = strawberry.field(default=UNSET, description=_AUDIO)
    template: FlashcardTemplate | None = strawberry.field(
        default=None, description="How it is to ask from now on; null: as it does."
    )
    client_mutation_id: str | None = strawberry.field(default=None, description=CLIENT_MUTATION_ID)


@strawberry.type(description="What came of writing on a flashcard.")
class UpdateFlashcardPayload:
    flashcard: Flashcard | None = strawberry.field(
        default=None, description="The flashcard as it is now; null when it was refused."
    )
    made_flashcards: list[Flashcard] = strawberry.field(
        default_factory=list, description="New flashcards, for gaps that the text did not have before."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="A leech, put differently. What is not given stays; null: as its item says.")
class RewriteFlashcardInput:
    flashcard_id: ID = strawberry.field(description="The flashcard that is forgotten again and again.")
    front: str | None = strawberry.field(default=UNSET, description=_FRONT)
    back: str | None = strawberry.field(default=UNSET, description=_BACK)
    reading: str | None = strawberry.field(default=UNSET, description=_READING)
    hint: str | None = strawberry.field(default=UNSET, description=_HINT)
    notes: str | None = strawberry.field(default=UNSET, description=_NOTES)
    image_id: ID | None = strawberry.field(default=UNSET, description=_IMAGE)
    audio_id: ID | None = strawberry.field(default=UNSET, description=_AUDIO)
    template: FlashcardTemplate | None = strawberry.field(
        default=None, description="How it is to ask from now on; null: as it does."
    )
    client_mutation_id: str | None = strawberry.field(default=None, description=CLIENT_MUTATION_ID)


@strawberry.type(description="What came of putting a leech differently.")
class RewriteFlashcardPayload:
    flashcard: Flashcard | None = strawberry.field(
        default=None, description="The flashcard, which is no leech any more and is asked again; null when refused."
    )
    made_flashcards: list[Flashcard] = strawberry.field(
        default_factory=list, description="New flashcards, for gaps that the text did not have before."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type
class FlashcardTextMutations:
    @strawberry.mutation(description="Make flashcards of what one writes oneself.", directives=_WRITES)
    @answer_refusals
    async def create_free_flashcards(
        self, info: Info, input: Annotated[CreateFreeFlashcardsInput, strawberry.argument(description="What to learn.")]
    ) -> CreateFreeFlashcardsPayload:
        caller = require_caller(info)
        cards, refusals = _cards_of(input)
        placing = placing_of(input.topic_id, input.deck_id, input.tags)
        wanted = NewFreeFlashcards([card for _, card in cards], placing)
        if refusals and not cards:
            return CreateFreeFlashcardsPayload(user_errors=shown(refusals))
        async with info.context.unit_of_work() as work:
            outcome = await create_free_flashcards(
                work, caller.user_id, wanted, info.context.services.settings, input.client_mutation_id
            )
        for index, refusal in outcome.refused:
            refusal.path = ("flashcards", str(cards[index][0]), *refusal.path)
            refusals.append(refusal)
        return CreateFreeFlashcardsPayload(
            flashcards=[Flashcard.from_row(row) for row in outcome.created], user_errors=shown(refusals)
        )

    @strawberry.mutation(description="Write on a flashcard, or let it ask in another way.", directives=_WRITES)
    @answer_refusals
    async def update_flashcard(
        self, info: Info, input: Annotated[UpdateFlashcardInput, strawberry.argument(description="What to write.")]
    ) -> UpdateFlashcardPayload:
        outcome = await _change(info, input, ends_leech=False)
        made = [Flashcard.from_row(row) for row in outcome.made]
        return UpdateFlashcardPayload(flashcard=_shown(outcome), made_flashcards=made)

    @strawberry.mutation(
        description="Put a leech differently. It counts as one no more, and is asked again if it was suspended.",
        directives=_WRITES,
    )
    @answer_refusals
    async def rewrite_flashcard(
        self, info: Info, input: Annotated[RewriteFlashcardInput, strawberry.argument(description="What to write.")]
    ) -> RewriteFlashcardPayload:
        outcome = await _change(info, input, ends_leech=True)
        made = [Flashcard.from_row(row) for row in outcome.made]
        return RewriteFlashcardPayload(flashcard=_shown(outcome), made_flashcards=made)


async def _change(info: Info, input: UpdateFlashcardInput | RewriteFlashcardInput, *, ends_leech: bool) -> ChangedTexts:
    caller, flashcard_id = require_caller(info), parse_id(input.flashcard_id)
    if flashcard_id is None:
        raise FlashcardIsUnknown(input.flashcard_id)
    changes = TextChanges(_values(input), input.template, ends_leech, input.client_mutation_id)
    async with info.context.unit_of_work() as work:
        return await change_texts(work, caller.user_id, flashcard_id, changes, info.context.services.settings)


def _values(input: UpdateFlashcardInput | RewriteFlashcardInput) -> Mapping[str, Any]:
    """What was given. Raises refusals for what cannot be an id."""
    texts = ("front", "back", "reading", "hint", "notes")
    values: dict[str, Any] = {name: getattr(input, name) for name in texts}
    media = {"image_id": (input.image_id, "imageId"), "audio_id": (input.audio_id, "audioId")}
    for name, (key, path) in media.items():
        values[name] = key if key is UNSET else id_or_refusal(key, MediaIsUnknown((path,)))
    return {name: value for name, value in values.items() if value is not UNSET}


def _shown(outcome: ChangedTexts) -> Flashcard | None:
    return Flashcard.from_row(outcome.flashcard) if outcome.flashcard is not None else None


def _cards_of(input: CreateFreeFlashcardsInput) -> tuple[list[tuple[int, FreeCard]], list[Refusal]]:
    """The cards with their places in the input, and what cannot be an id."""
    cards: list[tuple[int, FreeCard]] = []
    refusals: list[Refusal] = []
    for index, each in enumerate(input.flashcards):
        try:
            image_id, audio_id = _media(each.image_id, index, "imageId"), _media(each.audio_id, index, "audioId")
        except MediaIsUnknown as refusal:
            refusals.append(refusal)
            continue
        texts = CardTexts(each.front, each.back, each.reading, each.hint, each.notes, image_id, audio_id)
        cards.append((index, FreeCard(texts, each.templates, each.tags)))
    return cards, refusals


def _media(text: ID | None, index: int, name: str) -> UUID | None:
    return id_or_refusal(text, MediaIsUnknown(("flashcards", str(index), name)))
