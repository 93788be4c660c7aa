"""Making flashcards and throwing them away."""

from collections.abc import Sequence
from typing import Annotated

import strawberry
from strawberry import ID

from subgraphs.learning.card_errors import DeckIsUnknown, TopicIsUnknown
from subgraphs.learning.errors import FlashcardIsUnknown
from subgraphs.learning.models.flashcards import FlashcardTemplate
from subgraphs.learning.models.items import ItemKind, ItemRef
from subgraphs.learning.mutations.bulk import Path, id_or_refusal, named_ids, shown
from subgraphs.learning.mutations.client_mutation_id import CLIENT_MUTATION_ID
from subgraphs.learning.service.flashcards import NewFlashcards, create_flashcards, delete_flashcard
from subgraphs.learning.service.placing import Placing
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.flashcards import Flashcard
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller
from subgraphs.shared.errors import Refusal
from subgraphs.shared.ids import parse_id
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import UserError, answer_refusals, user_errors_field


@strawberry.input(description="What to make flashcards from, 100 things together at most.")
class CreateFlashcardsInput:
    word_ids: list[ID] = strawberry.field(default_factory=list, description="Words, by their ids.")
    kanji_ids: list[ID] = strawberry.field(default_factory=list, description="Kanji, by their ids.")
    sentence_ids: list[ID] = strawberry.field(default_factory=list, description="Sentences, by their ids.")
    lesson_ids: list[ID] = strawberry.field(
        default_factory=list, description="Lessons, each for all words and kanji that it introduces."
    )
    templates: list[FlashcardTemplate] = strawberry.field(
        default_factory=lambda: [FlashcardTemplate.RECOGNITION],
        description="How they are to ask: each thing makes a flashcard of each of these.",
    )
    topic_id: ID | None = strawberry.field(default=None, description="The topic to file them under.")
    deck_id: ID | None = strawberry.field(
        default=None, description="The deck to study them with; unless said, the default deck if there is one."
    )
    tags: list[str] = strawberry.field(default_factory=list, description="Tags to put on each of them.")
    client_mutation_id: str | None = strawberry.field(default=None, description=CLIENT_MUTATION_ID)


@strawberry.type(description="What came of making flashcards.")
class CreateFlashcardsPayload:
    flashcards: list[Flashcard] = strawberry.field(
        default_factory=list,
        description="The new flashcards in the order of the input: words, kanji, sentences, and then what lessons "
        "introduce.",
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list,
        description="One for each id that made no new flashcard; those of the other ids were made nevertheless.",
    )


@strawberry.input(description="A flashcard to throw away.")
class DeleteFlashcardInput:
    flashcard_id: ID = strawberry.field(description="The flashcard, which goes with all its reviews.")
    client_mutation_id: str | None = strawberry.field(default=None, description=CLIENT_MUTATION_ID)


@strawberry.type(description="What came of throwing a flashcard away.")
class DeleteFlashcardPayload:
    deleted_flashcard_id: ID | None = strawberry.field(
        default=None, description="The id of the flashcard that is no more; null when it was refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type
class FlashcardMutations:
    @strawberry.mutation(
        description="Make flashcards from words, kanji and sentences. Each makes one flashcard of a learner's for each "
        "way of asking.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def create_flashcards(
        self, info: Info, input: Annotated[CreateFlashcardsInput, strawberry.argument(description="What to learn.")]
    ) -> CreateFlashcardsPayload:
        caller = require_caller(info)
        items, refusals = _items_of(input)
        if refusals and not items:
            return CreateFlashcardsPayload(user_errors=shown(refusals))
        wanted = NewFlashcards(list(items), input.templates, placing_of(input.topic_id, input.deck_id, input.tags))
        async with info.context.unit_of_work() as work:
            outcome = await create_flashcards(
                work, caller.user_id, wanted, info.context.services.settings, input.client_mutation_id
            )
        refusals += [refused.at(items[refused.item]) for refused in outcome.refused]
        return CreateFlashcardsPayload(
            flashcards=[Flashcard.from_row(row) for row in outcome.created], user_errors=shown(refusals)
        )

    @strawberry.mutation(
        description="Throw a flashcard away for good. Points that were earned with it stay.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def delete_flashcard(
        self, info: Info, input: Annotated[DeleteFlashcardInput, strawberry.argument(description="Which one.")]
    ) -> DeleteFlashcardPayload:
        caller = require_caller(info)
        flashcard_id = parse_id(input.flashcard_id)
        if flashcard_id is None:
            raise FlashcardIsUnknown(input.flashcard_id)
        async with info.context.unit_of_work() as work:
            await delete_flashcard(work, caller.user_id, flashcard_id, input.client_mutation_id)
        return DeleteFlashcardPayload(deleted_flashcard_id=input.flashcard_id)


def placing_of(topic_id: ID | None, deck_id: ID | None, tags: Sequence[str]) -> Placing:
    """Raises refusals for what cannot be an id."""
    return Placing(id_or_refusal(topic_id, TopicIsUnknown()), id_or_refusal(deck_id, DeckIsUnknown()), tags)


def _items_of(input: CreateFlashcardsInput) -> tuple[dict[ItemRef, Path], list[Refusal]]:
    """The items with the place in the input where each was named first, and what cannot be an id."""
    items: dict[ItemRef, Path] = {}
    refusals: list[Refusal] = []
    for kind, name, ids in _named(input):
        named = named_ids(name, ids)
        items |= {ItemRef(kind, key): path for key, path in named.paths.items()}
        refusals += named.refusals
    return items, refusals


def _named(input: CreateFlashcardsInput) -> Sequence[tuple[ItemKind, str, Sequence[ID]]]:
    return (
        (ItemKind.WORD, "wordIds", input.word_ids),
        (ItemKind.KANJI, "kanjiIds", input.kanji_ids),
        (ItemKind.SENTENCE, "sentenceIds", input.sentence_ids),
        (ItemKind.LESSON, "lessonIds", input.lesson_ids),
    )
