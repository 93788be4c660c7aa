"""Batched reads of comments, as one caller meets them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.content.loaders.courses import CallersKey
from subgraphs.content.models.comments import CommentRow
from subgraphs.content.repository.comments import CommentRepository
from subgraphs.shared.loaders import LoaderSource
from subgraphs.shared.pagination import Page, PageRequest

Pages = Mapping[UUID, Page[CommentRow]]


class CommentLoaders:
    def __init__(self, source: LoaderSource) -> None:
        self.comment_by_id = source.by_key(lambda session, ids: CommentRepository(session).comments(ids))
        self.count_of_subject = source.by_key(lambda session, ids: CommentRepository(session).counts_of_subjects(ids))
        self.comments_of_subject = source.pages_by_key(_pages_for_caller(_of_subjects))
        self.replies_of_comment = source.pages_by_key(_pages_for_caller(_replies))
        self.decisions_about = source.pages_by_key(
            lambda session, ids, page: CommentRepository(session).decisions(ids, page)
        )
        self.reports_about = source.lists_by_key(lambda session, ids: CommentRepository(session).reports(ids))


def _pages_for_caller(
    fetch: Callable[[AsyncSession, UUID, Sequence[UUID], PageRequest], Awaitable[Pages]],
) -> Callable[[AsyncSession, Sequence[CallersKey], PageRequest], Awaitable[Mapping[CallersKey, Page[CommentRow]]]]:
    async def fetch_for_caller(
        session: AsyncSession, keys: Sequence[CallersKey], page: PageRequest
    ) -> Mapping[CallersKey, Page[CommentRow]]:
        user_id = keys[0][0]
        found = await fetch(session, user_id, [record for _, record in keys], page)
        return {(user_id, record): value for record, value in found.items()}

    return fetch_for_caller


async def _of_subjects(session: AsyncSession, user_id: UUID, ids: Sequence[UUID], page: PageRequest) -> Pages:
    return await CommentRepository(session).pages_of_subjects(user_id, ids, page)


async def _replies(session: AsyncSession, user_id: UUID, ids: Sequence[UUID], page: PageRequest) -> Pages:
    return await CommentRepository(session).pages_of_replies(user_id, ids, page)
