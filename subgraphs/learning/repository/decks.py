"""Decks."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.learning.models.topics import DeckRow


class DeckRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def by_ids(self, deck_ids: Iterable[UUID]) -> dict[UUID, DeckRow]:
        statement = select(DeckRow).where(col(DeckRow.id).in_(list(deck_ids)))
        return {row.id: row for row in (await self._session.scalars(statement)).all()}

    async def of_owner(self, owner_id: UUID) -> Sequence[DeckRow]:
        """By name."""
        statement = select(DeckRow).where(col(DeckRow.owner_id) == owner_id)
        return (await self._session.scalars(statement.order_by(col(DeckRow.name), col(DeckRow.id)))).all()

    async def count(self, owner_id: UUID) -> int:
        statement = select(func.count()).where(col(DeckRow.owner_id) == owner_id)
        return int((await self._session.execute(statement)).scalar_one())

    async def default_id(self, owner_id: UUID) -> UUID | None:
        statement = select(col(DeckRow.id)).where(col(DeckRow.owner_id) == owner_id, col(DeckRow.is_default))
        return (await self._session.execute(statement)).scalar_one_or_none()

    async def owned(self, deck_id: UUID, owner_id: UUID) -> DeckRow | None:
        """Held until the transaction ends."""
        statement = select(DeckRow).where(col(DeckRow.id) == deck_id, col(DeckRow.owner_id) == owner_id)
        return (await self._session.scalars(statement.with_for_update())).one_or_none()

    async def clear_default(self, owner_id: UUID) -> None:
        row = DeckRow
        await self._session.execute(
            update(row).where(col(row.owner_id) == owner_id, col(row.is_default)).values(is_default=False)
        )

    async def is_named(self, owner_id: UUID, name: str, *, besides: UUID) -> bool:
        statement = select(col(DeckRow.id)).where(
            col(DeckRow.owner_id) == owner_id, col(DeckRow.name) == name, col(DeckRow.id) != besides
        )
        return (await self._session.execute(statement)).first() is not None

    async def put(self, row: DeckRow, values: Mapping[str, Any]) -> bool:
        """Write these values; False, and nothing written, where another deck is in the way."""
        try:
            async with self._session.begin_nested():
                for name, value in values.items():
                    setattr(row, name, value)
                self._session.add(row)
        except IntegrityError:
            return False
        return True

    async def delete(self, deck_id: UUID) -> None:
        """Its cards are in no deck then."""
        await self._session.execute(delete(DeckRow).where(col(DeckRow.id) == deck_id))
