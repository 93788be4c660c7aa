"""Comments, reports and decisions."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from subgraphs.content.models.comments import (
    BlockedUserRow,
    CommentModerationRow,
    CommentReportRow,
    CommentRow,
    CommentState,
)
from subgraphs.content.repository.base import Repository
from subgraphs.shared.pagination import (
    Page,
    PageRequest,
    SeekOrder,
    ascending,
    descending,
    fetch_page,
    fetch_pages_by_parent,
)

NEWEST_COMMENT = SeekOrder.by("comments", descending(CommentRow.created_at), descending(CommentRow.id))
OLDEST_REPLY = SeekOrder.by("comments.replies", ascending(CommentRow.created_at), ascending(CommentRow.id))
OLDEST_PENDING = SeekOrder.by("comments.queue", ascending(CommentRow.created_at), ascending(CommentRow.id))
LATEST_DECISION = SeekOrder.by(
    "comment-moderations", descending(CommentModerationRow.moderated_at), descending(CommentModerationRow.id)
)


class CommentRepository(Repository):
    async def comments(self, comment_ids: Sequence[UUID]) -> dict[UUID, CommentRow]:
        rows: Sequence[CommentRow] = await self.all(select(CommentRow).where(col(CommentRow.id).in_(comment_ids)))
        return {row.id: row for row in rows}

    async def pages_of_subjects(
        self, user_id: UUID, subject_ids: Sequence[UUID], page: PageRequest
    ) -> dict[UUID, Page[CommentRow]]:
        """Comments that answer none, as this user meets them."""
        statement = select(CommentRow).where(col(CommentRow.parent_id).is_(None), *_is_shown_to(user_id))
        return await fetch_pages_by_parent(
            self.session, statement, CommentRow.subject_id, subject_ids, NEWEST_COMMENT, page
        )

    async def pages_of_replies(
        self, user_id: UUID, comment_ids: Sequence[UUID], page: PageRequest
    ) -> dict[UUID, Page[CommentRow]]:
        statement = select(CommentRow).where(*_is_shown_to(user_id))
        return await fetch_pages_by_parent(
            self.session, statement, CommentRow.parent_id, comment_ids, OLDEST_REPLY, page
        )

    async def counts_of_subjects(self, subject_ids: Sequence[UUID]) -> dict[UUID, int]:
        statement = (
            select(col(CommentRow.subject_id), func.count())
            .where(
                col(CommentRow.subject_id).in_(subject_ids),
                col(CommentRow.state) == CommentState.VISIBLE,
                col(CommentRow.deleted_at).is_(None),
            )
            .group_by(col(CommentRow.subject_id))
        )
        return {row[0]: row[1] for row in (await self.session.execute(statement)).all()}

    async def queue(self, states: Collection[CommentState], page: PageRequest) -> Page[CommentRow]:
        return await fetch_page(self.session, _queue(states), OLDEST_PENDING, page)

    async def decisions(self, comment_ids: Sequence[UUID], page: PageRequest) -> dict[UUID, Page[CommentModerationRow]]:
        row = CommentModerationRow
        return await fetch_pages_by_parent(
            self.session, select(row), row.comment_id, comment_ids, LATEST_DECISION, page
        )

    async def reports(self, comment_ids: Sequence[UUID]) -> dict[UUID, list[CommentReportRow]]:
        row = CommentReportRow
        statement = (
            select(col(row.comment_id), row)
            .where(col(row.comment_id).in_(comment_ids))
            .order_by(col(row.reported_at), col(row.reporter_id))
        )
        return await self.lists(statement)

    # --- To change them

    async def locked_comment(self, comment_id: UUID) -> CommentRow | None:
        statement = select(CommentRow).where(col(CommentRow.id) == comment_id).with_for_update()
        return (await self.session.scalars(statement)).one_or_none()

    async def sent_as(self, author_id: UUID, client_mutation_id: str) -> CommentRow | None:
        statement = select(CommentRow).where(
            col(CommentRow.author_id) == author_id, col(CommentRow.client_mutation_id) == client_mutation_id
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def count_since(self, author_id: UUID, since: datetime) -> int:
        return await self.one(
            select(func.count()).where(col(CommentRow.author_id) == author_id, col(CommentRow.created_at) > since)
        )

    async def add(self, row: Any) -> bool:
        """False where there is one with the same key already."""
        try:
            async with self.session.begin_nested():
                self.session.add(row)
        except IntegrityError:
            return False
        return True

    async def count_reply(self, comment_id: UUID, change: int) -> None:
        await self.session.execute(
            update(CommentRow)
            .where(col(CommentRow.id) == comment_id)
            .values(reply_count=col(CommentRow.reply_count) + change)
        )

    async def forget_reports(self, comment_id: UUID) -> None:
        row = CommentReportRow
        await self.session.execute(delete(row).where(col(row.comment_id) == comment_id))

    async def delete_about(self, subject_ids: Sequence[UUID]) -> None:
        if subject_ids:
            await self.session.execute(delete(CommentRow).where(col(CommentRow.subject_id).in_(subject_ids)))

    async def forget_texts_deleted_before(self, instant: datetime) -> None:
        """What answers them stays where it is."""
        await self.session.execute(
            update(CommentRow)
            .where(col(CommentRow.deleted_at) < instant, col(CommentRow.text) != "")
            .values(text="", author_id=None, client_mutation_id=None)
        )


def _is_shown_to(user_id: UUID) -> list[ColumnElement[bool]]:
    """Not what moderators keep back, except to its author; not what a blocked person wrote. A deleted comment stands
    as long as something answers it."""
    blocked = BlockedUserRow
    by_them = select(col(blocked.blocked_id)).where(col(blocked.user_id) == user_id)
    of_them = select(col(blocked.user_id)).where(col(blocked.blocked_id) == user_id)
    author_id = col(CommentRow.author_id)
    return [
        or_(col(CommentRow.state) == CommentState.VISIBLE, author_id == user_id),
        or_(col(CommentRow.deleted_at).is_(None), col(CommentRow.reply_count) > 0),
        or_(author_id.is_(None), and_(author_id.not_in(by_them), author_id.not_in(of_them))),
    ]


def _queue(states: Collection[CommentState]) -> Select[CommentRow]:
    conditions: list[ColumnElement[bool]] = [col(CommentRow.deleted_at).is_(None)]
    if states:
        conditions.append(col(CommentRow.state).in_(sorted(states)))
    else:
        conditions.append(or_(col(CommentRow.state) == CommentState.PENDING, col(CommentRow.report_count) > 0))
    return select(CommentRow).where(*conditions)
