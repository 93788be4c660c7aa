"""Batched reads of series and episodes, as one caller meets them."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.content.loaders.courses import for_caller
from subgraphs.content.repository.series import SeriesRepository
from subgraphs.content.series_access import EpisodeView, SeriesView
from subgraphs.shared.loaders import LoaderSource


class SeriesLoaders:
    def __init__(self, source: LoaderSource) -> None:
        self.view_by_id = source.by_key(for_caller(_views))
        self.episode_by_id = source.by_key(for_caller(_episodes))
        self.episodes_of_season = source.lists_by_key(for_caller(_episodes_of_seasons))
        self.known_words_of_episode = source.lists_by_key(for_caller(_known_words))
        self.seasons_of_series = source.lists_by_key(
            lambda session, series_ids: SeriesRepository(session).seasons_of_series(series_ids)
        )
        self.words_of_episode = source.lists_by_key(
            lambda session, episode_ids: SeriesRepository(session).words_of_episodes(episode_ids)
        )
        self.sentences_of_episode = source.lists_by_key(
            lambda session, episode_ids: SeriesRepository(session).sentences_of_episodes(episode_ids)
        )
        self.watched_by_user = source.pages_by_key(
            lambda session, user_ids, page: SeriesRepository(session).watched(user_ids, page)
        )


async def _views(session: AsyncSession, user_id: UUID, series_ids: Sequence[UUID]) -> Mapping[UUID, SeriesView]:
    return await SeriesRepository(session).views(user_id, series_ids)


async def _episodes(session: AsyncSession, user_id: UUID, episode_ids: Sequence[UUID]) -> Mapping[UUID, EpisodeView]:
    return await SeriesRepository(session).episode_views(user_id, episode_ids)


async def _episodes_of_seasons(
    session: AsyncSession, user_id: UUID, season_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[EpisodeView]]:
    return await SeriesRepository(session).episode_views_of_seasons(user_id, season_ids)


async def _known_words(
    session: AsyncSession, user_id: UUID, episode_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[UUID]]:
    return await SeriesRepository(session).known_words(user_id, episode_ids)
