"""Share cards, and what people are called on them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.progress.models.share_cards import PersonNameRow, ShareCardRow
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, descending, fetch_page

_BATCH = 500
LATEST = SeekOrder.by("share-cards.latest", descending(ShareCardRow.created_at), descending(ShareCardRow.id))


class ShareCardRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, row: ShareCardRow) -> None:
        self._session.add(row)

    async def by_client_mutation(self, user_id: UUID, client_mutation_id: str) -> ShareCardRow | None:
        statement = select(ShareCardRow).where(
            col(ShareCardRow.user_id) == user_id, col(ShareCardRow.client_mutation_id) == client_mutation_id
        )
        return (await self._session.scalars(statement)).one_or_none()

    async def count_since(self, user_id: UUID, since: datetime) -> int:
        statement = select(func.count()).where(
            col(ShareCardRow.user_id) == user_id, col(ShareCardRow.created_at) > since
        )
        return int((await self._session.execute(statement)).scalar_one())

    async def beyond(self, user_id: UUID, kept: int) -> Sequence[ShareCardRow]:
        """All but the latest ones."""
        statement = (
            select(ShareCardRow)
            .where(col(ShareCardRow.user_id) == user_id)
            .order_by(col(ShareCardRow.created_at).desc(), col(ShareCardRow.id).desc())
            .offset(kept)
        )
        return (await self._session.scalars(statement)).all()

    async def owned(self, card_id: UUID, user_id: UUID) -> ShareCardRow | None:
        row = await self._session.get(ShareCardRow, card_id)
        return row if row is not None and row.user_id == user_id else None

    async def remove(self, card_ids: Sequence[UUID]) -> None:
        await self._session.execute(delete(ShareCardRow).where(col(ShareCardRow.id).in_(card_ids)))

    async def page(self, user_id: UUID, request: PageRequest) -> Page[ShareCardRow]:
        statement = select(ShareCardRow).where(col(ShareCardRow.user_id) == user_id)
        return await fetch_page(self._session, statement, LATEST, request)

    async def name_of(self, user_id: UUID) -> str | None:
        row = await self._session.get(PersonNameRow, user_id)
        return row.display_name if row is not None else None

    async def put_name(self, user_id: UUID, display_name: str, as_of: datetime) -> None:
        row = await self._session.get(PersonNameRow, user_id)
        if row is None:
            self._session.add(PersonNameRow(user_id=user_id, display_name=display_name, as_of=as_of))
        elif row.as_of <= as_of:
            row.display_name, row.as_of = display_name, as_of

    async def kept_keys(self, keys: Sequence[str]) -> set[str]:
        """Those of these keys that a card refers to."""
        found: set[str] = set()
        for start in range(0, len(keys), _BATCH):
            statement = select(col(ShareCardRow.object_key)).where(
                col(ShareCardRow.object_key).in_(keys[start : start + _BATCH])
            )
            found.update((await self._session.scalars(statement)).all())
        return found
