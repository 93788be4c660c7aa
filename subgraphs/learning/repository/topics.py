"""Topics. All topics of a learner are read together: there are a bounded number, and what is asked of them is mostly
where one stands among the others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from uuid import UUID

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.topics import TopicRow
from subgraphs.learning.repository.flashcards import can_be_asked, is_kept
from subgraphs.learning.scheduling.memory import FlashcardState


@dataclass(frozen=True, slots=True)
class CardCounts:
    """How many cards there are, without deleted ones."""

    total: int = 0
    due: int = 0
    """To be asked now; new ones too."""

    new: int = 0
    suspended: int = 0

    def __add__(self, other: "CardCounts") -> "CardCounts":
        return CardCounts(
            self.total + other.total, self.due + other.due, self.new + other.new, self.suspended + other.suspended
        )


class CardPlace(Enum):
    TOPIC = auto()
    DECK = auto()


class TopicRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def by_ids(self, topic_ids: Iterable[UUID]) -> dict[UUID, TopicRow]:
        statement = select(TopicRow).where(col(TopicRow.id).in_(list(topic_ids)))
        return {row.id: row for row in (await self._session.scalars(statement)).all()}

    async def of_owners(self, owner_ids: Iterable[UUID]) -> dict[UUID, list[TopicRow]]:
        """All topics of each, in the order in which those of one parent are shown."""
        statement = select(TopicRow).where(col(TopicRow.owner_id).in_(list(owner_ids)))
        found: dict[UUID, list[TopicRow]] = {}
        for row in (await self._session.scalars(statement.order_by(col(TopicRow.position), col(TopicRow.id)))).all():
            found.setdefault(row.owner_id, []).append(row)
        return found

    async def locked_tree(self, owner_id: UUID) -> Sequence[TopicRow]:
        """All topics of an owner, held until the transaction ends, in the order in which they are shown."""
        statement = select(TopicRow).where(col(TopicRow.owner_id) == owner_id).order_by(col(TopicRow.id))
        rows = (await self._session.scalars(statement.with_for_update())).all()
        return sorted(rows, key=lambda row: (row.position, row.id))

    async def owned(self, topic_id: UUID, owner_id: UUID) -> TopicRow | None:
        """Held until the transaction ends, so that it is there as long as cards are put into it."""
        statement = select(TopicRow).where(col(TopicRow.id) == topic_id, col(TopicRow.owner_id) == owner_id)
        return (await self._session.scalars(statement.with_for_update())).one_or_none()

    async def add(self, row: TopicRow) -> None:
        self._session.add(row)
        await self._session.flush()

    async def delete(self, topic_ids: Iterable[UUID]) -> None:
        await self._session.execute(delete(TopicRow).where(col(TopicRow.id).in_(list(topic_ids))))

    async def move_cards(self, topic_ids: Iterable[UUID], topic_id: UUID | None, now: datetime) -> int:
        """Put the cards of some topics into another one, or into none; how many that were."""
        moved = update(FlashcardRow).where(col(FlashcardRow.topic_id).in_(list(topic_ids)))
        result = await self._session.execute(
            moved.values(topic_id=topic_id, updated_at=now).returning(col(FlashcardRow.id))
        )
        return len(result.all())


async def delete_cards_where(session: AsyncSession, which: ColumnElement[bool], now: datetime) -> int:
    """Delete cards so that they can be brought back; how many that were."""
    statement = update(FlashcardRow).where(which, is_kept()).values(deleted_at=now, updated_at=now)
    return len((await session.execute(statement.returning(col(FlashcardRow.id)))).all())


async def count_cards(
    session: AsyncSession, place: CardPlace, keys: Sequence[UUID], now: datetime
) -> dict[UUID, CardCounts]:
    """The cards of each topic or deck, in one statement."""
    card = FlashcardRow
    group = col(card.topic_id) if place is CardPlace.TOPIC else col(card.deck_id)
    is_due = can_be_asked(now) & (col(card.due) <= now)
    statement = (
        select(
            group,
            func.count(),
            func.count().filter(is_due),
            func.count().filter(col(card.state) == FlashcardState.NEW),
            func.count().filter(col(card.suspended_at).is_not(None)),
        )
        .where(group.in_(keys), is_kept())
        .group_by(group)
    )
    rows = (await session.execute(statement)).all()
    return {row[0]: CardCounts(*row[1:]) for row in rows if row[0] is not None}


def topics_within(topic_id: UUID, owner_id: UUID) -> Select[UUID]:
    """The ids of a topic of this owner's and of all that are in it."""
    topic = TopicRow
    top = select(col(topic.id)).where(col(topic.id) == topic_id, col(topic.owner_id) == owner_id)
    found = top.cte("topics_within", recursive=True)
    children = select(col(topic.id)).where(col(topic.parent_id) == found.c.id)
    return select(found.union(children).c.id)
