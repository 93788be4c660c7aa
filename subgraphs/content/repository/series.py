"""Series, seasons, episodes, and what learners have watched and know."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, delete, func, or_, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from subgraphs.content.models.organizations import AUTHORING_ROLES, OrganizationMemberRow, OrganizationRole
from subgraphs.content.models.proficiency import ProficiencyLevel
from subgraphs.content.models.series import (
    EpisodeProgressRow,
    EpisodeRow,
    EpisodeSentenceRow,
    EpisodeWordRow,
    KnownWordRow,
    SeasonRow,
    SeriesRow,
    SeriesState,
)
from subgraphs.content.repository.base import Repository
from subgraphs.content.repository.organizations import belongs_to
from subgraphs.content.series_access import EpisodeView, SeriesView
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, descending, fetch_page, fetch_pages_by_parent

NEWEST_SERIES = SeekOrder.by("series", descending(SeriesRow.published_at), descending(SeriesRow.id))
NEWEST_AUTHORED = SeekOrder.by("series.authored", descending(SeriesRow.created_at), descending(SeriesRow.id))
LATEST_WATCHED = SeekOrder.by(
    "episode-progress", descending(EpisodeProgressRow.updated_at), descending(EpisodeProgressRow.episode_id)
)


@dataclass(frozen=True, slots=True)
class SeriesFilter:
    """What must hold for the series of a list; None asks nothing."""

    language: str | None = None
    level: ProficiencyLevel | None = None
    owner_id: UUID | None = None
    organization_id: UUID | None = None


class SeriesRepository(Repository):
    # --- As a caller meets them

    async def views(self, user_id: UUID, series_ids: Sequence[UUID]) -> dict[UUID, SeriesView]:
        rows = (await self.session.execute(_views(user_id).where(col(SeriesRow.id).in_(series_ids)))).all()
        return {row[0].id: _view(row[0], row[1]) for row in rows}

    async def episode_views(self, user_id: UUID, episode_ids: Sequence[UUID]) -> dict[UUID, EpisodeView]:
        views = await self._episode_views(user_id, col(EpisodeRow.id).in_(episode_ids))
        return {view.episode.id: view for view in views}

    async def episode_views_of_seasons(
        self, user_id: UUID, season_ids: Sequence[UUID]
    ) -> dict[UUID, list[EpisodeView]]:
        lists: dict[UUID, list[EpisodeView]] = {season_id: [] for season_id in season_ids}
        for view in await self._episode_views(user_id, col(EpisodeRow.season_id).in_(season_ids)):
            lists[view.season.id].append(view)
        return lists

    async def _episode_views(self, user_id: UUID, condition: ColumnElement[bool]) -> list[EpisodeView]:
        episode, progress = EpisodeRow, EpisodeProgressRow
        is_own = and_(col(progress.episode_id) == col(episode.id), col(progress.user_id) == user_id)
        statement = (
            _views(user_id)
            .join(episode, col(episode.series_id) == col(SeriesRow.id))
            .join(SeasonRow, col(SeasonRow.id) == col(episode.season_id))
            .outerjoin(progress, is_own)
            .add_columns(episode, SeasonRow, progress)
            .where(condition)
            .order_by(col(SeasonRow.number), col(episode.number))
        )
        rows = (await self.session.execute(statement)).all()
        return [EpisodeView(row[2], row[3], _view(row[0], row[1]), row[4]) for row in rows]

    # --- Lists

    async def published(self, user_id: UUID, wanted: SeriesFilter, page: PageRequest) -> Page[SeriesRow]:
        return await fetch_page(self.session, _published(user_id, wanted), NEWEST_SERIES, page)

    async def count_published(self, user_id: UUID, wanted: SeriesFilter) -> int:
        return await self.one(select(func.count()).select_from(_published(user_id, wanted).subquery()))

    async def authored(self, user_id: UUID, is_deleted: bool, page: PageRequest) -> Page[SeriesRow]:
        return await fetch_page(self.session, _authored(user_id, is_deleted), NEWEST_AUTHORED, page)

    async def count_authored(self, user_id: UUID, is_deleted: bool) -> int:
        return await self.one(select(func.count()).select_from(_authored(user_id, is_deleted).subquery()))

    async def watched(self, user_ids: Sequence[UUID], page: PageRequest) -> dict[UUID, Page[EpisodeProgressRow]]:
        progress = EpisodeProgressRow
        return await fetch_pages_by_parent(
            self.session, select(progress), progress.user_id, user_ids, LATEST_WATCHED, page
        )

    async def seasons_of_series(self, series_ids: Sequence[UUID]) -> dict[UUID, list[SeasonRow]]:
        statement = select(SeasonRow).where(col(SeasonRow.series_id).in_(series_ids)).order_by(col(SeasonRow.number))
        lists: dict[UUID, list[SeasonRow]] = {series_id: [] for series_id in series_ids}
        for row in await self.all(statement):
            lists[row.series_id].append(row)
        return lists

    async def words_of_episodes(self, episode_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
        link = EpisodeWordRow
        statement = (
            select(col(link.episode_id), col(link.word_id))
            .where(col(link.episode_id).in_(episode_ids))
            .order_by(col(link.episode_id), col(link.position))
        )
        return await self.lists(statement)

    async def sentences_of_episodes(self, episode_ids: Sequence[UUID]) -> dict[UUID, list[EpisodeSentenceRow]]:
        sentence = EpisodeSentenceRow
        statement = (
            select(col(sentence.episode_id), sentence)
            .where(col(sentence.episode_id).in_(episode_ids))
            .order_by(col(sentence.episode_id), col(sentence.position))
        )
        return await self.lists(statement)

    async def known_words(self, user_id: UUID, episode_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
        """Which words of these episodes somebody knows."""
        link, known = EpisodeWordRow, KnownWordRow
        statement = (
            select(col(link.episode_id), col(link.word_id))
            .join(known, and_(col(known.word_id) == col(link.word_id), col(known.user_id) == user_id))
            .where(col(link.episode_id).in_(episode_ids))
        )
        return await self.lists(statement)

    # --- To change them

    async def locked_series(self, series_id: UUID) -> SeriesRow | None:
        """Held until the transaction ends: whoever changes a series or its episodes begins here."""
        statement = select(SeriesRow).where(col(SeriesRow.id) == series_id).with_for_update()
        return (await self.session.scalars(statement)).one_or_none()

    async def add(self, *rows: Any) -> None:
        for row in rows:
            self.session.add(row)
            await self.session.flush()

    async def season(self, season_id: UUID) -> SeasonRow | None:
        return await self.session.get(SeasonRow, season_id)

    async def seasons(self, series_id: UUID) -> list[SeasonRow]:
        return (await self.seasons_of_series([series_id]))[series_id]

    async def episode(self, episode_id: UUID) -> EpisodeRow | None:
        return await self.session.get(EpisodeRow, episode_id)

    async def episodes(self, series_id: UUID) -> list[EpisodeRow]:
        return list(await self.all(select(EpisodeRow).where(col(EpisodeRow.series_id) == series_id)))

    async def set_words(self, episode_id: UUID, word_ids: Iterable[UUID]) -> None:
        link = EpisodeWordRow
        await self.session.execute(delete(link).where(col(link.episode_id) == episode_id))
        rows = enumerate(word_ids)
        self.session.add_all(link(episode_id=episode_id, position=position, word_id=one) for position, one in rows)

    async def set_sentences(self, episode_id: UUID, rows: Iterable[EpisodeSentenceRow]) -> None:
        sentence = EpisodeSentenceRow
        await self.session.execute(delete(sentence).where(col(sentence.episode_id) == episode_id))
        self.session.add_all(rows)

    async def delete_episode(self, episode_id: UUID) -> None:
        await self.session.execute(delete(EpisodeRow).where(col(EpisodeRow.id) == episode_id))

    async def locked_progress(self, user_id: UUID, episode_id: UUID) -> EpisodeProgressRow | None:
        progress = EpisodeProgressRow
        statement = select(progress).where(col(progress.user_id) == user_id, col(progress.episode_id) == episode_id)
        return (await self.session.scalars(statement.with_for_update())).one_or_none()

    async def know_words(self, user_id: UUID, word_ids: Iterable[UUID], now: datetime) -> None:
        known, wanted = KnownWordRow, list(word_ids)
        statement = select(col(known.word_id)).where(col(known.user_id) == user_id, col(known.word_id).in_(wanted))
        before = set(await self.all(statement))
        rows = [known(user_id=user_id, word_id=one, known_at=now) for one in wanted if one not in before]
        self.session.add_all(rows)

    async def forget_words(self, user_id: UUID, word_ids: Sequence[UUID]) -> None:
        known = KnownWordRow
        await self.session.execute(delete(known).where(col(known.user_id) == user_id, col(known.word_id).in_(word_ids)))

    async def count_known(self, user_id: UUID) -> int:
        return await self.one(select(func.count()).where(col(KnownWordRow.user_id) == user_id))

    async def episodes_deleted_before(self, instant: datetime) -> list[UUID]:
        """Episodes of series that were deleted before then."""
        statement = (
            select(col(EpisodeRow.id))
            .join(SeriesRow, col(SeriesRow.id) == col(EpisodeRow.series_id))
            .where(col(SeriesRow.deleted_at) < instant)
        )
        return list(await self.all(statement))

    async def delete_series_deleted_before(self, instant: datetime) -> None:
        await self.session.execute(delete(SeriesRow).where(col(SeriesRow.deleted_at) < instant))


def _views(user_id: UUID) -> Select[SeriesRow, OrganizationRole]:
    member = OrganizationMemberRow
    is_member = and_(col(member.organization_id) == col(SeriesRow.organization_id), col(member.user_id) == user_id)
    return select(SeriesRow, col(member.role)).outerjoin(member, is_member)


def _view(series: SeriesRow, role: str | None) -> SeriesView:
    return SeriesView(series, OrganizationRole(role) if role is not None else None)


def _is_member(user_id: UUID, roles: Iterable[OrganizationRole] | None = None) -> ColumnElement[bool]:
    return belongs_to(col(SeriesRow.organization_id), user_id, roles)


def _published(user_id: UUID, wanted: SeriesFilter) -> Select[SeriesRow]:
    asked = {
        "language": wanted.language,
        "level": wanted.level,
        "owner_id": wanted.owner_id,
        "organization_id": wanted.organization_id,
    }
    conditions = [col(getattr(SeriesRow, name)) == value for name, value in asked.items() if value is not None]
    return select(SeriesRow).where(
        col(SeriesRow.state) == SeriesState.PUBLISHED,
        col(SeriesRow.deleted_at).is_(None),
        or_(col(SeriesRow.organization_id).is_(None), _is_member(user_id)),
        *conditions,
    )


def _authored(user_id: UUID, is_deleted: bool) -> Select[SeriesRow]:
    deleted_at, owner_id = col(SeriesRow.deleted_at), col(SeriesRow.owner_id)
    return select(SeriesRow).where(
        deleted_at.is_not(None) if is_deleted else deleted_at.is_(None),
        or_(
            and_(
                owner_id == user_id,
                or_(col(SeriesRow.organization_id).is_(None), _is_member(user_id)),
            ),
            _is_member(user_id, AUTHORING_ROLES),
        ),
    )
