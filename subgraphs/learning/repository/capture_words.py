"""What is known of a learner and the words of a text."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, distinct, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.learning.models.flashcards import FlashcardRow, FlashcardTemplate
from subgraphs.learning.models.items import ItemKind, ItemRow
from subgraphs.learning.models.study_tests import StudyTestKind, StudyTestRow, StudyTestStatus
from subgraphs.learning.repository.maturity import is_mature


@dataclass(frozen=True, slots=True)
class CardsOfWord:
    has_recognition: bool
    has_cloze: bool
    is_mature: bool


class CaptureWordRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def cards_of(self, owner_id: UUID, item_ids: Iterable[UUID]) -> dict[UUID, CardsOfWord]:
        """Of the words that the owner has any card of, deleted ones included: another like it cannot be made."""
        card = FlashcardRow
        statement = (
            select(
                col(card.item_id),
                _any(col(card.template) == FlashcardTemplate.RECOGNITION),
                _any(col(card.template) == FlashcardTemplate.CLOZE),
                _any(and_(is_mature(), col(card.deleted_at).is_(None))),
            )
            .where(
                col(card.owner_id) == owner_id,
                col(card.item_kind) == ItemKind.WORD,
                col(card.item_id).in_(list(item_ids)),
            )
            .group_by(col(card.item_id))
        )
        rows = (await self._session.execute(statement)).all()
        cards = (CardsOfWord(bool(row[1]), bool(row[2]), bool(row[3])) for row in rows)
        return {row[0]: each for row, each in zip(rows, cards, strict=True) if row[0] is not None}

    async def known_by_level(self, owner_id: UUID) -> dict[str, int]:
        """How many words of each level the owner knows."""
        statement = (
            select(col(ItemRow.level), func.count(distinct(col(ItemRow.id))))
            .join(FlashcardRow, col(FlashcardRow.item_id) == col(ItemRow.id))
            .where(
                col(FlashcardRow.owner_id) == owner_id,
                col(FlashcardRow.item_kind) == ItemKind.WORD,
                col(FlashcardRow.deleted_at).is_(None),
                is_mature(),
                col(ItemRow.level).is_not(None),
            )
            .group_by(col(ItemRow.level))
        )
        return {str(row[0]): int(row[1]) for row in (await self._session.execute(statement)).all()}

    async def placed_level(self, owner_id: UUID) -> str | None:
        """What the latest placement test found; None where there was none."""
        test = StudyTestRow
        statement = (
            select(col(test.level))
            .where(
                col(test.owner_id) == owner_id,
                col(test.kind) == StudyTestKind.PLACEMENT,
                col(test.status) == StudyTestStatus.FINISHED,
                col(test.level).is_not(None),
            )
            .order_by(col(test.started_at).desc())
            .limit(1)
        )
        return (await self._session.execute(statement)).scalar_one_or_none()


def _any(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.max(case((condition, 1), else_=0))
