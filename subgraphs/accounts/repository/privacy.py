"""Every SQL statement about exports and erasures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.accounts.models.api_keys import ApiKeyRow
from subgraphs.accounts.models.organizations import InvitationRow, MembershipRow, OrganizationRow
from subgraphs.accounts.models.privacy import (
    DataExportPartRow,
    DataExportRow,
    ErasurePartRow,
    ErasureRow,
    ErasureState,
)
from subgraphs.accounts.models.users import UserRow

PENDING = (ErasureState.SCHEDULED, ErasureState.CLOSING, ErasureState.ERASING)


@dataclass(frozen=True, slots=True)
class Export:
    """An export with the parts that it waits for, in the order of their names."""

    row: DataExportRow
    parts: Sequence[DataExportPartRow]


@dataclass(frozen=True, slots=True)
class PendingErasure:
    row: ErasureRow
    parts: Sequence[ErasurePartRow]


class PrivacyRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock_user(self, user_id: UUID) -> UserRow | None:
        """Of two requests of one person, the second waits for the first."""
        found = await self._session.scalars(select(UserRow).where(col(UserRow.id) == user_id).with_for_update())
        return found.one_or_none()

    async def add_export(self, row: DataExportRow, domains: Sequence[str]) -> None:
        self._session.add(row)
        await self._session.flush()
        self._session.add_all([DataExportPartRow(export_id=row.id, domain=domain) for domain in sorted(set(domains))])
        await self._session.flush()

    async def export(self, export_id: UUID) -> DataExportRow | None:
        """Locked until the transaction ends."""
        statement = select(DataExportRow).where(col(DataExportRow.id) == export_id).with_for_update()
        return (await self._session.scalars(statement)).one_or_none()

    async def latest_exports(self, user_ids: Sequence[UUID]) -> dict[UUID, Export]:
        row = DataExportRow
        newest_first = (col(row.requested_at).desc(), col(row.id).desc())
        place = func.row_number().over(partition_by=col(row.user_id), order_by=newest_first).label("place")
        placed = select(col(row.id), place).where(col(row.user_id).in_(user_ids)).subquery()
        ids = (await self._session.scalars(select(placed.c.id).where(placed.c.place == 1))).all()
        return {export.row.user_id: export for export in (await self.exports(ids)).values()}

    async def exports(self, ids: Sequence[UUID]) -> dict[UUID, Export]:
        rows = (await self._session.scalars(select(DataExportRow).where(col(DataExportRow.id).in_(ids)))).all()
        statement = select(DataExportPartRow).where(col(DataExportPartRow.export_id).in_(ids))
        parts = (await self._session.scalars(statement.order_by(col(DataExportPartRow.domain)))).all()
        return {row.id: Export(row, [part for part in parts if part.export_id == row.id]) for row in rows}

    async def mark_collected(self, export_id: UUID, domain: str, at: datetime) -> bool:
        """True where nothing is missing now."""
        part = DataExportPartRow
        theirs = col(part.export_id) == export_id
        await self._session.execute(update(part).where(theirs, col(part.domain) == domain).values(collected_at=at))
        missing = select(func.count()).select_from(part).where(theirs, col(part.collected_at).is_(None))
        return (await self._session.execute(missing)).scalar_one() == 0

    async def exports_of(self, user_id: UUID) -> list[Export]:
        ids = (
            await self._session.scalars(select(col(DataExportRow.id)).where(col(DataExportRow.user_id) == user_id))
        ).all()
        return list((await self.exports(ids)).values())

    async def add_erasure(self, row: ErasureRow, domains: Sequence[str]) -> None:
        self._session.add(row)
        await self._session.flush()
        self._session.add_all(
            [
                ErasurePartRow(erasure_id=row.id, domain=domain, retained=[], erased={}, anonymised={})
                for domain in sorted(set(domains))
            ]
        )
        await self._session.flush()

    async def erasure(self, erasure_id: UUID) -> ErasureRow | None:
        """Locked until the transaction ends."""
        statement = select(ErasureRow).where(col(ErasureRow.id) == erasure_id).with_for_update()
        return (await self._session.scalars(statement)).one_or_none()

    async def pending_erasure(self, user_id: UUID) -> ErasureRow | None:
        statement = select(ErasureRow).where(col(ErasureRow.user_id) == user_id, col(ErasureRow.state).in_(PENDING))
        return (await self._session.scalars(statement.with_for_update())).one_or_none()

    async def pending_erasures(self, user_ids: Sequence[UUID]) -> dict[UUID, PendingErasure]:
        statement = select(ErasureRow).where(col(ErasureRow.user_id).in_(user_ids), col(ErasureRow.state).in_(PENDING))
        rows = (await self._session.scalars(statement)).all()
        parts = await self._parts_of([row.id for row in rows])
        return {row.user_id: PendingErasure(row, [p for p in parts if p.erasure_id == row.id]) for row in rows}

    async def erasure_with_parts(self, erasure_id: UUID) -> PendingErasure | None:
        row = await self._session.get(ErasureRow, erasure_id)
        return PendingErasure(row, await self._parts_of([erasure_id])) if row is not None else None

    async def _parts_of(self, ids: Sequence[UUID]) -> Sequence[ErasurePartRow]:
        statement = select(ErasurePartRow).where(col(ErasurePartRow.erasure_id).in_(ids))
        return (await self._session.scalars(statement.order_by(col(ErasurePartRow.domain)))).all()

    async def write_part(self, erasure_id: UUID, domain: str, values: Mapping[str, Any]) -> None:
        part = ErasurePartRow
        chosen = (col(part.erasure_id) == erasure_id, col(part.domain) == domain)
        await self._session.execute(update(part).where(*chosen).values(**values))

    async def unconfirmed(self, erasure_id: UUID) -> set[str]:
        part = ErasurePartRow
        chosen = (col(part.erasure_id) == erasure_id, col(part.confirmed_at).is_(None))
        return set((await self._session.scalars(select(col(part.domain)).where(*chosen))).all())

    async def waiting_since(self, instant: datetime) -> list[PendingErasure]:
        """Erasures that began before and for which somebody has not confirmed."""
        statement = select(ErasureRow).where(
            col(ErasureRow.state) == ErasureState.ERASING.value, col(ErasureRow.closed_at) < instant
        )
        rows = (await self._session.scalars(statement.order_by(col(ErasureRow.id)))).all()
        parts = await self._parts_of([row.id for row in rows])
        return [PendingErasure(row, [part for part in parts if part.erasure_id == row.id]) for row in rows]

    async def revoke_api_keys(self, user_id: UUID, at: datetime) -> None:
        key = ApiKeyRow
        unrevoked = (col(key.user_id) == user_id, col(key.revoked_at).is_(None))
        await self._session.execute(update(key).where(*unrevoked).values(revoked_at=at))

    async def delete_invitations_to(self, email_key: str) -> None:
        """What others have of the address."""
        await self._session.execute(delete(InvitationRow).where(col(InvitationRow.email_key) == email_key))

    async def owned_alone(self, user_id: UUID, owner: str) -> list[UUID]:
        """Organizations that nobody else owns."""
        member = MembershipRow
        theirs = select(col(member.organization_id)).where(col(member.user_id) == user_id, col(member.role) == owner)
        shared = select(col(member.organization_id)).where(col(member.user_id) != user_id, col(member.role) == owner)
        chosen = theirs.where(col(member.organization_id).not_in(shared)).order_by(col(member.organization_id))
        return list((await self._session.scalars(chosen)).all())

    async def successor(self, organization_id: UUID, but: UUID, ranks: Sequence[str]) -> MembershipRow | None:
        """The member of the highest rank, of several who has been there longest."""
        member = MembershipRow
        rank = case({role: place for place, role in enumerate(ranks)}, value=col(member.role), else_=len(ranks))
        others = select(member).where(col(member.organization_id) == organization_id, col(member.user_id) != but)
        order = (rank, col(member.joined_at), col(member.user_id))
        return (await self._session.scalars(others.order_by(*order).limit(1))).one_or_none()

    async def delete_organization(self, organization_id: UUID) -> None:
        await self._session.execute(delete(OrganizationRow).where(col(OrganizationRow.id) == organization_id))
