"""Cards by what learners choose them by."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.learning.models.flashcards import FlashcardRow, FlashcardTagRow
from subgraphs.learning.models.items import ItemKind, ItemRow
from subgraphs.learning.models.study_choices import CardChoice
from subgraphs.learning.models.topics import DeckRow, TopicRow
from subgraphs.learning.repository.flashcards import can_be_asked
from subgraphs.learning.repository.topics import topics_within
from subgraphs.learning.scheduling.memory import FlashcardState


class StudyChoiceRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def unknown(self, owner_id: UUID, choice: CardChoice) -> list[str]:
        """Which of the fields topicId and deckId name nothing of this owner's."""
        missing = []
        for name, table, key in (("topicId", TopicRow, choice.topic_id), ("deckId", DeckRow, choice.deck_id)):
            if key is None:
                continue
            statement = select(col(table.id)).where(col(table.id) == key, col(table.owner_id) == owner_id)
            if (await self._session.execute(statement)).first() is None:
                missing.append(name)
        return missing

    async def card_ids(
        self, owner_id: UUID, choice: CardChoice, kinds: Sequence[ItemKind], now: datetime
    ) -> list[UUID]:
        """All cards of these kinds that were chosen, the oldest first."""
        card = FlashcardRow
        statement = chosen_cards(owner_id, choice, now).where(col(card.item_kind).in_(kinds))
        ids = await self._session.execute(statement.with_only_columns(col(card.id)).order_by(col(card.id)))
        return list(ids.scalars().all())

    async def due_cards(self, owner_id: UUID, choice: CardChoice, now: datetime, count: int) -> Sequence[FlashcardRow]:
        """Cards that were answered before and are due, the longest overdue first."""
        card = FlashcardRow
        statement = chosen_cards(owner_id, choice, now).where(
            col(card.state) != FlashcardState.NEW, col(card.due) <= now
        )
        ordered = statement.order_by(col(card.due), col(card.id)).limit(count)
        return (await self._session.scalars(ordered)).all()

    async def cards(self, flashcard_ids: Sequence[UUID]) -> Sequence[FlashcardRow]:
        statement = select(FlashcardRow).where(col(FlashcardRow.id).in_(flashcard_ids))
        return (await self._session.scalars(statement.order_by(col(FlashcardRow.id)))).all()


def chosen_cards(owner_id: UUID, choice: CardChoice, now: datetime) -> Select[FlashcardRow]:
    """The owner's cards that were chosen and can be asked."""
    card = FlashcardRow
    statement = select(card).where(col(card.owner_id) == owner_id, can_be_asked(now))
    if choice.topic_id is not None:
        statement = statement.where(col(card.topic_id).in_(topics_within(choice.topic_id, owner_id)))
    if choice.deck_id is not None:
        statement = statement.where(col(card.deck_id) == choice.deck_id)
    if choice.tags:
        tagged = select(col(FlashcardTagRow.flashcard_id)).where(
            col(FlashcardTagRow.owner_id) == owner_id, col(FlashcardTagRow.tag).in_(choice.tags)
        )
        statement = statement.where(col(card.id).in_(tagged))
    if choice.level is not None:
        of_level = select(col(ItemRow.id)).where(
            col(ItemRow.id) == col(card.item_id), col(ItemRow.level) == choice.level
        )
        statement = statement.where(of_level.exists())
    return statement
