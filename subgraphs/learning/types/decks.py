"""Decks, and how many cards are somewhere."""

from datetime import datetime
from typing import Self

import strawberry
from strawberry import ID

from subgraphs.learning.models.topics import DeckRow
from subgraphs.learning.repository.topics import CardCounts
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.people import UserKey, UserType
from subgraphs.shared.ids import parse_id
from subgraphs.shared.nodes import Node


@strawberry.type(description="How many flashcards there are somewhere. Deleted ones are not counted.")
class FlashcardCounts:
    total: int = strawberry.field(description="All of them.")
    due: int = strawberry.field(description="To be asked now: new ones too, but neither suspended nor buried ones.")
    new: int = strawberry.field(description="Never answered.")
    suspended: int = strawberry.field(description="Kept from being asked until the learner says otherwise.")

    @classmethod
    def of(cls, counts: CardCounts) -> Self:
        return cls(total=counts.total, due=counts.due, new=counts.new, suspended=counts.suspended)


@strawberry.federation.type(
    keys=["id"], description="A heap of flashcards that is studied by itself, with limits of its own."
)
class Deck(Node):
    id: ID = strawberry.field(description="Identifies the deck.")
    name: str = strawberry.field(description="What its owner calls it; no two of a learner's have the same name.")
    description: str | None = strawberry.field(description="What it is for.")
    new_per_day: int | None = strawberry.field(
        description="New flashcards to begin in a day; null: as the learner has it for everything."
    )
    reviews_per_day: int | None = strawberry.field(
        description="Flashcards to ask again in a day; null: as the learner has it for everything."
    )
    desired_retention: float | None = strawberry.field(
        description="The chance of recall at which its flashcards come back; null: as the learner has it for all."
    )
    is_default: bool = strawberry.field(description="Whether new flashcards come here unless another deck is named.")
    created_at: datetime = strawberry.field(description="When it was made.")
    updated_at: datetime = strawberry.field(description="When anything but its flashcards changed last.")
    row: strawberry.Private[DeckRow]

    @strawberry.field(description="The learner it belongs to.", graphql_type=UserType)
    def owner(self) -> UserKey:
        return UserKey(ID(str(self.row.owner_id)))

    @strawberry.field(description="How many flashcards are in it.")
    async def counts(self, info: Info) -> FlashcardCounts:
        found = await info.context.loaders.counts_by_deck.load((self.row.id, info.context.clock()))
        return FlashcardCounts.of(found or CardCounts())

    @classmethod
    def from_row(cls, row: DeckRow) -> Self:
        return cls(
            id=ID(str(row.id)),
            name=row.name,
            description=row.description,
            new_per_day=row.new_per_day,
            reviews_per_day=row.reviews_per_day,
            desired_retention=row.desired_retention,
            is_default=row.is_default,
            created_at=row.created_at,
            updated_at=row.updated_at,
            row=row,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: ID) -> Self | None:
        """The caller's deck; None for an unknown one and for somebody else's alike."""
        key, caller = parse_id(id), info.context.caller
        if key is None or caller is None:
            return None
        row = await info.context.loaders.deck_by_id.load(key)
        return cls.from_row(row) if row is not None and row.owner_id == caller.user_id else None
