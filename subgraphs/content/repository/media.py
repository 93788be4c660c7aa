"""Every statement about media."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from subgraphs.content.models.media import MediaKind, MediaRow, MediaStatus, MediaTotalRow, MediaUseRow
from subgraphs.content.repository.base import Repository
from subgraphs.shared.database import rows_by_key
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, descending, fetch_page

NEWEST_FIRST = SeekOrder.by("media-newest-first", descending(col(MediaRow.id)))


class MediaRepository(Repository):
    async def by_ids(self, ids: Sequence[UUID]) -> dict[UUID, MediaRow]:
        return rows_by_key(await self.all(select(MediaRow).where(col(MediaRow.id).in_(ids))), "id")

    async def get(self, media_id: UUID) -> MediaRow | None:
        return await self.session.get(MediaRow, media_id)

    async def hold(self, media_id: UUID) -> MediaRow | None:
        """For a change: nobody else changes it meanwhile."""
        statement = select(MediaRow).where(col(MediaRow.id) == media_id).with_for_update()
        held = await self.session.execute(statement.execution_options(populate_existing=True))
        return held.scalar_one_or_none()

    async def made_by(self, owner_id: UUID | None, client_mutation_id: str) -> MediaRow | None:
        statement = select(MediaRow).where(
            col(MediaRow.owner_id) == owner_id, col(MediaRow.client_mutation_id) == client_mutation_id
        )
        return (await self.session.execute(statement)).scalar_one_or_none()

    async def claim(self, row: MediaRow) -> bool:
        """Add it; False where one with its clientMutationId has just been added."""
        try:
            async with self.session.begin_nested():
                self.session.add(row)
        except IntegrityError:
            return False
        return True

    async def page(
        self,
        owner_id: UUID | None,
        organization_id: UUID | None,
        kind: MediaKind | None,
        deleted: bool,
        page: PageRequest,
    ) -> Page[MediaRow]:
        """Of a person where no organization is named: what they uploaded for themselves."""
        statement = select(MediaRow).where(col(MediaRow.organization_id) == organization_id)
        if organization_id is None:
            statement = statement.where(col(MediaRow.owner_id) == owner_id)
        statement = statement.where(col(MediaRow.deleted_at).is_not(None) if deleted else _is_there())
        if kind is not None:
            statement = statement.where(col(MediaRow.kind) == kind)
        return await fetch_page(self.session, statement, NEWEST_FIRST, page)

    # --- What uses them

    async def set_uses(self, used_by: UUID, media_ids: Iterable[UUID], now: datetime) -> None:
        """From now on this shows these media and no others."""
        wanted = await self._existing(media_ids)
        held = await self.used_by(used_by)
        gone, new = held - wanted, wanted - held
        if gone:
            await self.session.execute(
                delete(MediaUseRow).where(col(MediaUseRow.used_by) == used_by, col(MediaUseRow.media_id).in_(gone))
            )
            await self._mark(and_(col(MediaRow.id).in_(gone), ~_is_used()), now)
        if new:
            await self._add_uses(used_by, new)

    async def add_uses(self, used_by: UUID, media_ids: Iterable[UUID]) -> None:
        """From now on this shows these media too."""
        held = await self.used_by(used_by)
        new = await self._existing(media_ids) - held
        if new:
            await self._add_uses(used_by, new)

    async def used_by(self, *used_by: UUID) -> set[UUID]:
        return set(await self.all(select(col(MediaUseRow.media_id)).where(col(MediaUseRow.used_by).in_(used_by))))

    async def is_used(self, media_id: UUID) -> bool:
        return bool(
            await self.all(select(col(MediaUseRow.media_id)).where(col(MediaUseRow.media_id) == media_id).limit(1))
        )

    async def _existing(self, media_ids: Iterable[UUID]) -> set[UUID]:
        wanted = sorted(set(media_ids))
        if not wanted:
            return set()
        return set(await self.all(select(col(MediaRow.id)).where(col(MediaRow.id).in_(wanted))))

    async def _add_uses(self, used_by: UUID, media_ids: set[UUID]) -> None:
        self.session.add_all([MediaUseRow(media_id=media_id, used_by=used_by) for media_id in sorted(media_ids)])
        await self._mark(col(MediaRow.id).in_(media_ids), None)

    async def _mark(self, which: ColumnElement[bool], unused_since: datetime | None) -> None:
        await self.session.execute(update(MediaRow).where(which).values(unused_since=unused_since))

    # --- What they take

    async def reserve(self, holder_id: UUID | None, size: int, most_bytes: int, most_media: int) -> bool:
        """Count one more against the quota; False, and nothing is counted, where it would be more than it allows."""
        dialect = postgresql if self.session.get_bind().dialect.name == "postgresql" else sqlite
        fresh = {"holder_id": holder_id, "bytes": 0, "count": 0}
        await self.session.execute(dialect.insert(MediaTotalRow).values(fresh).on_conflict_do_nothing())
        total = MediaTotalRow
        reserved: Any = await self.session.execute(
            update(total)
            .where(
                col(total.holder_id) == holder_id,
                col(total.bytes) + size <= most_bytes,
                col(total.count) < most_media,
            )
            .values(bytes=col(total.bytes) + size, count=col(total.count) + 1)
        )
        return bool(reserved.rowcount)

    async def resize(self, holder_id: UUID | None, difference: int) -> None:
        await self._count(holder_id, difference, 0)

    async def release(self, row: MediaRow) -> None:
        """It is gone, and counts no more."""
        await self._count(row.holder_id, -row.size, -1)

    async def usage(self, holder_id: UUID) -> tuple[int, int]:
        """Bytes, and how many."""
        row = await self.session.get(MediaTotalRow, holder_id)
        return (row.bytes, row.count) if row is not None else (0, 0)

    async def count_anew(self) -> None:
        """Bring all counts to what is there."""
        holder = func.coalesce(col(MediaRow.organization_id), col(MediaRow.owner_id))
        of_holder = holder == col(MediaTotalRow.holder_id)
        total = select(func.coalesce(func.sum(col(MediaRow.size)), 0)).where(of_holder).scalar_subquery()
        count = select(func.count()).select_from(MediaRow).where(of_holder).scalar_subquery()
        await self.session.execute(update(MediaTotalRow).values(bytes=total, count=count))

    async def _count(self, holder_id: UUID | None, size: int, media: int) -> None:
        total = MediaTotalRow
        await self.session.execute(
            update(total)
            .where(col(total.holder_id) == holder_id)
            .values(bytes=col(total.bytes) + size, count=col(total.count) + media)
        )

    # --- What is over

    async def fail_stuck(self, before: datetime) -> None:
        """Give up on what has not become ready since then."""
        media = MediaRow
        is_stuck = and_(col(media.status) == MediaStatus.PROCESSING, col(media.created_at) < before)
        failed = {"status": MediaStatus.FAILED, "failure": "PROCESSING_FAILED"}
        await self.session.execute(update(media).where(is_stuck).values(failed))

    async def over(
        self, expired_before: datetime, deleted_before: datetime, unused_before: datetime, most: int
    ) -> list[MediaRow]:
        """Uploads that never came, and what was deleted, or used by nothing, for too long."""
        media = MediaRow
        statement: Select[MediaRow] = (
            select(media)
            .where(
                or_(
                    and_(
                        col(media.status) == MediaStatus.AWAITING_UPLOAD, col(media.upload_expires_at) < expired_before
                    ),
                    col(media.deleted_at) < deleted_before,
                    and_(col(media.unused_since) < unused_before, ~_is_used()),
                )
            )
            .order_by(col(media.id))
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        return list(await self.all(statement))

    async def remove(self, row: MediaRow) -> None:
        await self.session.delete(row)
        await self.release(row)


def _is_there() -> ColumnElement[bool]:
    return col(MediaRow.deleted_at).is_(None)


def _is_used() -> ColumnElement[bool]:
    return exists().where(col(MediaUseRow.media_id) == col(MediaRow.id))
