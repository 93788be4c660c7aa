"""Captures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.learning.models.captures import (
    CaptureFailure,
    CaptureKind,
    CaptureRow,
    CaptureStage,
    CaptureStatus,
    CaptureTagRow,
    CaptureTextRow,
)
from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.topics import Origin
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, descending, fetch_page

LATEST = SeekOrder.by("captures.latest", descending(CaptureRow.created_at), descending(CaptureRow.id))


@dataclass(frozen=True, slots=True)
class CaptureFilter:
    """Which captures; what is empty asks nothing."""

    statuses: Sequence[CaptureStatus] = ()
    kinds: Sequence[CaptureKind] = ()
    tags: Sequence[str] = ()
    """All of these."""
    patterns: Sequence[Sequence[str]] = ()
    """For LIKE: of each group, one is found in the title or the text."""
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class CaptureUsage:
    count: int
    bytes: int


class CaptureRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, row: CaptureRow) -> None:
        self._session.add(row)

    async def by_ids(self, capture_ids: Iterable[UUID]) -> dict[UUID, CaptureRow]:
        statement = select(CaptureRow).where(col(CaptureRow.id).in_(list(capture_ids)))
        return {row.id: row for row in (await self._session.scalars(statement)).all()}

    async def locked(self, capture_id: UUID, owner_id: UUID | None = None) -> CaptureRow | None:
        """The capture, held until the transaction ends; of this owner where one is named."""
        statement = select(CaptureRow).where(col(CaptureRow.id) == capture_id)
        if owner_id is not None:
            statement = statement.where(col(CaptureRow.owner_id) == owner_id)
        return (await self._session.scalars(statement.with_for_update())).one_or_none()

    async def usage(self, owner_id: UUID) -> CaptureUsage:
        """What all captures take, deleted ones included."""
        statement = select(func.count(), func.coalesce(func.sum(CaptureRow.size), 0))
        row = (await self._session.execute(statement.where(col(CaptureRow.owner_id) == owner_id))).one()
        return CaptureUsage(int(row[0]), int(row[1]))

    async def page(self, owner_id: UUID, wanted: CaptureFilter, request: PageRequest) -> Page[CaptureRow]:
        return await fetch_page(self._session, _wanted(owner_id, wanted), LATEST, request)

    async def count(self, owner_id: UUID, wanted: CaptureFilter) -> int:
        statement = _wanted(owner_id, wanted).with_only_columns(func.count())
        return int((await self._session.execute(statement)).scalar_one())

    async def texts(self, capture_ids: Iterable[UUID]) -> dict[UUID, CaptureTextRow]:
        statement = select(CaptureTextRow).where(col(CaptureTextRow.capture_id).in_(list(capture_ids)))
        return {row.capture_id: row for row in (await self._session.scalars(statement)).all()}

    async def flashcards(self, capture_ids: Iterable[UUID]) -> dict[UUID, list[FlashcardRow]]:
        """The cards that were made of each capture and are still there, in the order in which they were made."""
        card = FlashcardRow
        statement = (
            select(card)
            .join(CaptureRow, col(CaptureRow.id) == col(card.origin_id))
            .where(
                col(CaptureRow.id).in_(list(capture_ids)),
                col(card.owner_id) == col(CaptureRow.owner_id),
                col(card.topic_id) == col(CaptureRow.topic_id),
                col(card.origin) == Origin.CAPTURE,
                col(card.deleted_at).is_(None),
            )
            .order_by(col(card.created_at), col(card.id))
        )
        found: dict[UUID, list[FlashcardRow]] = {}
        for row in (await self._session.scalars(statement)).all():
            if row.origin_id is not None:
                found.setdefault(row.origin_id, []).append(row)
        return found

    async def put_text(self, row: CaptureTextRow) -> None:
        await self._session.merge(row)

    async def tags(self, capture_ids: Iterable[UUID]) -> Mapping[UUID, Sequence[str]]:
        tag = CaptureTagRow
        statement = select(tag).where(col(tag.capture_id).in_(list(capture_ids))).order_by(col(tag.tag))
        found: dict[UUID, list[str]] = {}
        for row in (await self._session.scalars(statement)).all():
            found.setdefault(row.capture_id, []).append(row.tag)
        return found

    async def set_tags(self, row: CaptureRow, tags: Iterable[str]) -> None:
        await self._session.execute(delete(CaptureTagRow).where(col(CaptureTagRow.capture_id) == row.id))
        # The capture first: its tags refer to it.
        await self._session.flush()
        self._session.add_all(CaptureTagRow(capture_id=row.id, tag=tag, owner_id=row.owner_id) for tag in tags)

    async def tag_counts(self, owner_id: UUID) -> list[tuple[str, int]]:
        """The owner's tags, those of deleted captures left out, with how often each is used."""
        tag = col(CaptureTagRow.tag)
        statement = (
            select(tag, func.count())
            .join(CaptureRow, col(CaptureRow.id) == col(CaptureTagRow.capture_id))
            .where(col(CaptureTagRow.owner_id) == owner_id, col(CaptureRow.deleted_at).is_(None))
            .group_by(tag)
            .order_by(func.count().desc(), tag)
        )
        return [(str(row[0]), int(row[1])) for row in (await self._session.execute(statement)).all()]

    async def advance(self, capture_id: UUID, attempt: int, stage: CaptureStage) -> bool:
        """Note how far it is; False where this attempt is no longer wanted."""
        statement = update(CaptureRow).where(
            col(CaptureRow.id) == capture_id,
            col(CaptureRow.attempt) == attempt,
            col(CaptureRow.status) == CaptureStatus.PENDING,
            col(CaptureRow.deleted_at).is_(None),
        )
        result: Any = await self._session.execute(statement.values(stage=stage))
        return bool(result.rowcount)

    async def stuck_since(self, instant: datetime, count: int) -> list[UUID]:
        statement = (
            select(col(CaptureRow.id))
            .where(col(CaptureRow.status) == CaptureStatus.PENDING, col(CaptureRow.updated_at) < instant)
            .limit(count)
        )
        return list((await self._session.scalars(statement)).all())

    async def deleted_before(self, instant: datetime, count: int) -> Sequence[CaptureRow]:
        statement = select(CaptureRow).where(col(CaptureRow.deleted_at) < instant).limit(count)
        return (await self._session.scalars(statement)).all()

    async def remove(self, capture_ids: Iterable[UUID]) -> None:
        # Texts and tags go by the foreign keys' cascade.
        await self._session.execute(delete(CaptureRow).where(col(CaptureRow.id).in_(list(capture_ids))))


def fail(row: CaptureRow, failure: CaptureFailure, now: datetime) -> None:
    row.status, row.stage, row.failure = CaptureStatus.FAILED, CaptureStage.DONE, failure
    row.updated_at = row.processed_at = now


def _wanted(owner_id: UUID, wanted: CaptureFilter) -> Select[CaptureRow]:
    deleted_at, capture_id = col(CaptureRow.deleted_at), col(CaptureRow.id)
    statement = select(CaptureRow).where(
        col(CaptureRow.owner_id) == owner_id,
        deleted_at.is_not(None) if wanted.is_deleted else deleted_at.is_(None),
    )
    if wanted.statuses:
        statement = statement.where(col(CaptureRow.status).in_(wanted.statuses))
    if wanted.kinds:
        statement = statement.where(col(CaptureRow.kind).in_(wanted.kinds))
    for tag in wanted.tags:
        tagged = select(col(CaptureTagRow.capture_id)).where(
            col(CaptureTagRow.owner_id) == owner_id, col(CaptureTagRow.tag) == tag
        )
        statement = statement.where(capture_id.in_(tagged))
    if wanted.patterns:
        statement = statement.join(CaptureTextRow, col(CaptureTextRow.capture_id) == capture_id)
    for group in wanted.patterns:
        searched = col(CaptureTextRow.search_text)
        statement = statement.where(or_(*(searched.like(pattern, escape="\\") for pattern in group)))
    return statement
