"""Making decks, changing and throwing them away."""

from typing import Annotated

import strawberry
from strawberry import ID, UNSET

from subgraphs.learning.card_errors import DeckIsUnknown
from subgraphs.learning.models.topics import DeckRow
from subgraphs.learning.mutations.bulk import required_id
from subgraphs.learning.mutations.client_mutation_id import CLIENT_MUTATION_ID
from subgraphs.learning.service.decks import (
    DeckLimits,
    DeckWishes,
    create_deck,
    delete_deck,
    owned_deck,
    update_deck,
)
from subgraphs.learning.service.topics import CardsFate
from subgraphs.learning.types import flashcard_enums as flashcard_enums
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.decks import Deck
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import UserError, answer_refusals, user_errors_field

_WRITES = [requires_scopes(Scope.LEARNING_WRITE)]
_NEW = "New flashcards to begin in a day; null: as the learner has it for everything."
_REVIEWS = "Flashcards to ask again in a day; null: as the learner has it for everything."
_RETENTION = (
    "The chance of recall at which its flashcards come back, from 0.7 to 0.97; null: as the learner has it for all."
)
_DEFAULT = "Whether new flashcards come here unless another deck is named. The deck before is the default no more."


@strawberry.input(description="A deck to make.")
class CreateDeckInput:
    name: str = strawberry.field(description="What it is to be called, up to 100 characters; no other has this name.")
    description: str | None = strawberry.field(default=None, description="What it is for.")
    new_per_day: int | None = strawberry.field(default=None, description=_NEW)
    reviews_per_day: int | None = strawberry.field(default=None, description=_REVIEWS)
    desired_retention: float | None = strawberry.field(default=None, description=_RETENTION)
    is_default: bool = strawberry.field(default=False, description=_DEFAULT)
    client_mutation_id: str | None = strawberry.field(default=None, description=CLIENT_MUTATION_ID)


@strawberry.input(description="What a deck is to be. What is not given stays as it is.")
class UpdateDeckInput:
    deck_id: ID = strawberry.field(description="Which deck.")
    name: str | None = strawberry.field(default=UNSET, description="What it is to be called.")
    description: str | None = strawberry.field(default=UNSET, description="What it is for; null: nothing to say.")
    new_per_day: int | None = strawberry.field(default=UNSET, description=_NEW)
    reviews_per_day: int | None = strawberry.field(default=UNSET, description=_REVIEWS)
    desired_retention: float | None = strawberry.field(default=UNSET, description=_RETENTION)
    is_default: bool | None = strawberry.field(default=UNSET, description=_DEFAULT)


@strawberry.input(description="A deck to throw away.")
class DeleteDeckInput:
    deck_id: ID = strawberry.field(description="Which deck.")
    flashcards: CardsFate = strawberry.field(description="What becomes of the flashcards in it.")


@strawberry.type(description="What came of making a deck.")
class CreateDeckPayload:
    deck: Deck | None = strawberry.field(default=None, description="The new deck; null when it was refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of changing a deck.")
class UpdateDeckPayload:
    deck: Deck | None = strawberry.field(default=None, description="The deck by now; null when it was refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of throwing a deck away.")
class DeleteDeckPayload:
    deleted_deck_id: ID | None = strawberry.field(
        default=None, description="The id of the deck that is no more; null when it was refused."
    )
    kept_flashcards: int = strawberry.field(default=0, description="How many flashcards are in no deck now.")
    deleted_flashcards: int = strawberry.field(default=0, description="How many flashcards were deleted.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.type
class DeckMutations:
    @strawberry.mutation(description="Make a deck.", directives=_WRITES)
    @answer_refusals
    async def create_deck(
        self, info: Info, input: Annotated[CreateDeckInput, strawberry.argument(description="The deck.")]
    ) -> CreateDeckPayload:
        caller = require_caller(info)
        limits = DeckLimits(input.new_per_day, input.reviews_per_day, input.desired_retention)
        wanted = DeckWishes(input.name, input.description, limits, input.is_default)
        async with info.context.unit_of_work() as work:
            row = await create_deck(
                work, caller.user_id, wanted, info.context.services.settings, input.client_mutation_id
            )
        return CreateDeckPayload(deck=Deck.from_row(row) if row is not None else None)

    @strawberry.mutation(description="Change how a deck is called, and how it is studied.", directives=_WRITES)
    @answer_refusals
    async def update_deck(
        self, info: Info, input: Annotated[UpdateDeckInput, strawberry.argument(description="What to change.")]
    ) -> UpdateDeckPayload:
        caller = require_caller(info)
        deck_id = required_id(input.deck_id, DeckIsUnknown())
        async with info.context.unit_of_work() as work:
            row = await owned_deck(work, caller.user_id, deck_id)
            await update_deck(work, row, _wishes(input, row))
        return UpdateDeckPayload(deck=Deck.from_row(row))

    @strawberry.mutation(description="Throw a deck away.", directives=_WRITES)
    @answer_refusals
    async def delete_deck(
        self, info: Info, input: Annotated[DeleteDeckInput, strawberry.argument(description="Which one.")]
    ) -> DeleteDeckPayload:
        caller = require_caller(info)
        deck_id = required_id(input.deck_id, DeckIsUnknown())
        async with info.context.unit_of_work() as work:
            outcome = await delete_deck(work, caller.user_id, deck_id, input.flashcards)
        return DeleteDeckPayload(
            deleted_deck_id=input.deck_id, kept_flashcards=outcome.kept, deleted_flashcards=outcome.deleted
        )


def _wishes(input: UpdateDeckInput, row: DeckRow) -> DeckWishes:
    limits = DeckLimits(
        row.new_per_day if input.new_per_day is UNSET else input.new_per_day,
        row.reviews_per_day if input.reviews_per_day is UNSET else input.reviews_per_day,
        row.desired_retention if input.desired_retention is UNSET else input.desired_retention,
    )
    return DeckWishes(
        row.name if input.name is UNSET or input.name is None else input.name,
        row.description if input.description is UNSET else input.description,
        limits,
        row.is_default if input.is_default is UNSET or input.is_default is None else input.is_default,
    )
