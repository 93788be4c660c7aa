"""The statements over the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.accounts.audit_chain import GENESIS, AuditFact, ChainLink, SaltedDetails, link_hash
from subgraphs.accounts.models.audit import AuditDetailsRow, AuditEntryRow
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, descending, fetch_page

NEWEST_FIRST = SeekOrder.by("audit-newest-first", descending(col(AuditEntryRow.position)))

_TURN = "kumiki audit log"


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries to read; what is None does not matter."""

    user_id: UUID | None = None
    actor_id: UUID | None = None
    kinds: Sequence[str] | None = None
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        entry = AuditEntryRow
        found: list[ColumnElement[bool]] = []
        if self.user_id is not None:
            found.append(col(entry.user_id) == self.user_id)
        if self.actor_id is not None:
            acted = or_(col(entry.actor_id) == self.actor_id, col(entry.impersonator_id) == self.actor_id)
            found.append(acted)
        if self.kinds is not None:
            found.append(col(entry.kind).in_(self.kinds))
        if self.since is not None:
            found.append(col(entry.occurred_at) >= self.since)
        if self.until is not None:
            found.append(col(entry.occurred_at) < self.until)
        return found


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """An entry to be written."""

    fact: AuditFact
    details: SaltedDetails = field(default_factory=lambda: SaltedDetails.of({}))


class AuditRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def append(self, records: Sequence[AuditRecord]) -> None:
        """Add entries at the end of the chain. From here to the commit, no other transaction can."""
        if self._session.get_bind().dialect.name == "postgresql":
            await self._session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(_TURN, 0))))
        position, previous = await self._end()
        for record in records:
            position += 1
            details_hash = record.details.hash()
            previous = link_hash(previous, position, record.fact, details_hash)
            self._session.add(_entry(position, record.fact, details_hash, previous))
            await self._session.flush()
            details = dict(record.details.details)
            self._session.add(AuditDetailsRow(position=position, salt=record.details.salt, details=details))
        await self._session.flush()

    async def page(self, wanted: AuditFilter, request: PageRequest) -> Page[AuditEntryRow]:
        return await fetch_page(self._session, select(AuditEntryRow).where(*wanted.conditions()), NEWEST_FIRST, request)

    async def details_of(self, positions: Sequence[int]) -> dict[int, dict[str, str]]:
        rows = await self._session.scalars(select(AuditDetailsRow).where(col(AuditDetailsRow.position).in_(positions)))
        return {row.position: row.details for row in rows}

    async def links_after(self, position: int, limit: int) -> list[ChainLink]:
        """The chain as it stands in the table, from behind a position on."""
        rows = await self._session.execute(
            select(AuditEntryRow, AuditDetailsRow)
            .outerjoin(AuditDetailsRow, col(AuditDetailsRow.position) == col(AuditEntryRow.position))
            .where(col(AuditEntryRow.position) > position)
            .order_by(col(AuditEntryRow.position))
            .limit(limit)
        )
        return [_link(entry, details) for entry, details in rows.all()]

    async def people_with(self, kind: str) -> set[UUID]:
        """Whom entries of a kind tell of."""
        found = await self._session.scalars(
            select(col(AuditEntryRow.user_id)).where(col(AuditEntryRow.kind) == kind).distinct()
        )
        return {user_id for user_id in found if user_id is not None}

    async def delete_details_of(self, user_id: UUID) -> None:
        """Forget what entries about a person, or of what they did, say beyond the bare fact."""
        entry = AuditEntryRow
        named = (col(entry.user_id), col(entry.actor_id), col(entry.impersonator_id))
        theirs = select(col(entry.position)).where(or_(*(column == user_id for column in named)))
        await self._session.execute(delete(AuditDetailsRow).where(col(AuditDetailsRow.position).in_(theirs)))

    async def _end(self) -> tuple[int, str]:
        entry = AuditEntryRow
        newest = select(col(entry.position), col(entry.hash)).order_by(col(entry.position).desc()).limit(1)
        found = (await self._session.execute(newest)).one_or_none()
        return (found[0], found[1]) if found is not None else (0, GENESIS)


def _entry(position: int, fact: AuditFact, details_hash: str, hash_: str) -> AuditEntryRow:
    return AuditEntryRow(
        position=position,
        occurred_at=fact.occurred_at,
        kind=fact.kind,
        user_id=fact.user_id,
        actor_id=fact.actor_id,
        impersonator_id=fact.impersonator_id,
        details_hash=details_hash,
        hash=hash_,
    )


def _link(entry: AuditEntryRow, details: AuditDetailsRow | None) -> ChainLink:
    return ChainLink(
        position=entry.position,
        fact=AuditFact(entry.occurred_at, entry.kind, entry.user_id, entry.actor_id, entry.impersonator_id),
        details_hash=entry.details_hash,
        hash=entry.hash,
        details=SaltedDetails(details.salt, details.details) if details is not None else None,
    )
