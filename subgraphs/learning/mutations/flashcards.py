"""Making flashcards and throwing them away."""

from collections.abc import Sequence
from typing import Annotated

import strawberry
from strawberry import ID

from subgraphs.learning.errors import FlashcardExists, FlashcardIsUnknown, ItemIdIsInvalid
from subgraphs.learning.models.items import ItemKind, ItemRef
from subgraphs.learning.mutations.client_mutation_id import CLIENT_MUTATION_ID
from subgraphs.learning.service.flashcards import create_flashcards, delete_flashcard
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.flashcards import Flashcard
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller
from subgraphs.shared.errors import Refusal
from subgraphs.shared.ids import parse_id
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import UserError, answer_refusals, user_errors_field


@strawberry.input(description="Which words and kanji to make flashcards from, 100 together at most.")
class CreateFlashcardsInput:
    word_ids: list[ID] = strawberry.field(default_factory=list, description="Words, by their ids.")
    kanji_ids: list[ID] = strawberry.field(default_factory=list, description="Kanji, by their ids.")
    client_mutation_id: str | None = strawberry.field(default=None, description=CLIENT_MUTATION_ID)


@strawberry.type(description="What came of making flashcards.")
class CreateFlashcardsPayload:
    flashcards: list[Flashcard] = strawberry.field(
        default_factory=list, description="The new flashcards, in the order of the input: words first."
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
        description="Make flashcards from words and kanji. Each makes one flashcard of a learner's.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def create_flashcards(
        self, info: Info, input: Annotated[CreateFlashcardsInput, strawberry.argument(description="What to learn.")]
    ) -> CreateFlashcardsPayload:
        caller = require_caller(info)
        items, refusals = _items_of(input)
        if refusals and not items:
            return CreateFlashcardsPayload(user_errors=_shown(refusals))
        async with info.context.unit_of_work() as work:
            outcome = await create_flashcards(work, caller.user_id, list(items), input.client_mutation_id)
        refusals += [FlashcardExists("You have a flashcard of this already.", items[item]) for item in outcome.existing]
        return CreateFlashcardsPayload(
            flashcards=[Flashcard.from_row(row) for row in outcome.created], user_errors=_shown(refusals)
        )

    @strawberry.mutation(
        description="Throw a flashcard away. Points that were earned with it stay.",
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


def _items_of(input: CreateFlashcardsInput) -> tuple[dict[ItemRef, tuple[str, str]], list[Refusal]]:
    """The items with the place in the input where each was named first, and what cannot be an id."""
    items: dict[ItemRef, tuple[str, str]] = {}
    refusals: list[Refusal] = []
    for kind, name, ids in _named(input):
        for index, text in enumerate(ids):
            key = parse_id(text)
            if key is None:
                refusals.append(ItemIdIsInvalid(f'"{text}" is no id.', (name, str(index))))
            else:
                items.setdefault(ItemRef(kind, key), (name, str(index)))
    return items, refusals


def _named(input: CreateFlashcardsInput) -> Sequence[tuple[ItemKind, str, Sequence[ID]]]:
    return (ItemKind.WORD, "wordIds", input.word_ids), (ItemKind.KANJI, "kanjiIds", input.kanji_ids)


def _shown(refusals: Sequence[Refusal]) -> list[UserError]:
    return [UserError.from_refusal(refusal) for refusal in refusals]
