"""Series, seasons and episodes."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from subgraphs.content.course_access import user_id_of
from subgraphs.content.models.series import (
    EpisodeProgressRow,
    EpisodeSentenceRow,
    SeasonRow,
    SeriesRow,
    SeriesState,
)
from subgraphs.content.series_access import EpisodeView, SeriesView
from subgraphs.content.types.context import Count, Info
from subgraphs.content.types.course_enums import ProficiencyLevel
from subgraphs.content.types.courses import CommentThreads, User
from subgraphs.content.types.lesson_blocks import id_of
from subgraphs.content.types.locales import SynopsisInLocales, TitleInLocales
from subgraphs.content.types.people import Organization
from subgraphs.content.types.study import Word
from subgraphs.shared.connections import After, Connection, Edge, First, PageInfo
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.ids import parse_id
from subgraphs.shared.nodes import Node
from subgraphs.shared.pagination import Page, page_request

describe_enum(
    SeriesState,
    "Who sees a series.",
    {
        SeriesState.DRAFT: "Its authors, who are writing it.",
        SeriesState.PUBLISHED: "Everybody; or the members of the organization that it belongs to.",
    },
)


@strawberry.type(description="A word of an episode.")
class EpisodeWord:
    is_known: bool | None = strawberry.field(
        description="Whether the caller has marked it as known; null when nobody is signed in."
    )
    item_id: strawberry.Private[UUID]

    @strawberry.field(description="The word; null when the lists hold it no longer.")
    async def word(self, info: Info) -> Word | None:
        return await Word.resolve_reference(info, str(self.item_id))


@strawberry.type(description="A sentence that is said in an episode.")
class EpisodeSentence:
    text: str = strawberry.field(description="What is said.")
    reading: str | None = strawberry.field(description="How it is read, where the writing does not say so.")
    translation: str = strawberry.field(description="What it means, in English.")
    speaker: str | None = strawberry.field(description="Who says it; null when that does not matter.")
    at_seconds: int | None = strawberry.field(description="When it is said, from the start; null when unknown.")
    item_ids: strawberry.Private[Sequence[str]]

    @strawberry.field(description="Words of the lists that it uses, in the order of the sentence.")
    async def words(self, info: Info) -> list[Word]:
        found = await asyncio.gather(*(Word.resolve_reference(info, one) for one in self.item_ids))
        return [word for word in found if word is not None]

    @classmethod
    def from_row(cls, row: EpisodeSentenceRow) -> Self:
        return cls(
            text=row.text,
            reading=row.reading or None,
            translation=row.translation,
            speaker=row.speaker or None,
            at_seconds=row.at_seconds,
            item_ids=row.word_ids,
        )


@strawberry.type(description="How far somebody has come in an episode.")
class EpisodeProgress:
    row: strawberry.Private[EpisodeProgressRow]
    position_seconds: int = strawberry.field(description="Where they stopped last, from the start.")
    watched_at: datetime | None = strawberry.field(description="When they had seen it to its end; null until then.")
    updated_at: datetime = strawberry.field(description="When this was noted last.")

    @strawberry.field(description="The episode; null when it is not for the caller to see any more.")
    async def episode(self, info: Info) -> "Episode | None":
        return await Episode.by_id(info, self.row.episode_id)

    @classmethod
    def from_row(cls, row: EpisodeProgressRow) -> Self:
        return cls(row=row, position_seconds=row.position_seconds, watched_at=row.watched_at, updated_at=row.updated_at)


@strawberry.federation.type(keys=["id"], description="One film of a series, with its words and what is said in it.")
class Episode(Node, TitleInLocales, SynopsisInLocales):
    view: strawberry.Private[EpisodeView]
    id: strawberry.ID = strawberry.field(description="Identifies the episode.")
    number: int = strawberry.field(description="Its number in the season, counted from 1.")
    title: str = strawberry.field(description="What it is called, in English.")
    original_title: str | None = strawberry.field(description="What it is called in the series' own language.")
    synopsis: str = strawberry.field(description="What happens in it; may be empty.")
    seconds: int = strawberry.field(description="How long it is.")

    @strawberry.field(description="The season that it is part of.")
    def season(self) -> "Season":
        return Season.of(self.view.season, self.view.series)

    @strawberry.field(description="The series that it is part of.")
    def series(self) -> "Series":
        return Series.of(self.view.series)

    @strawberry.field(description="The words to know for it, in the order in which they matter.")
    async def vocabulary(self, info: Info) -> list[EpisodeWord]:
        words = await info.context.loaders.series.words_of_episode.load(self.view.episode.id)
        is_anonymous = info.context.caller is None
        known = set(await self._known(info))
        return [EpisodeWord(is_known=None if is_anonymous else one in known, item_id=one) for one in words]

    @strawberry.field(description="What is said in it, in order.")
    async def sentences(self, info: Info) -> list[EpisodeSentence]:
        rows = await info.context.loaders.series.sentences_of_episode.load(self.view.episode.id)
        return [EpisodeSentence.from_row(row) for row in rows]

    @strawberry.field(description="How many words its vocabulary has.")
    async def word_count(self, info: Info) -> int:
        return len(await info.context.loaders.series.words_of_episode.load(self.view.episode.id))

    @strawberry.field(description="How many of these the caller has marked as known; 0 when nobody is signed in.")
    async def known_word_count(self, info: Info) -> int:
        return len(await self._known(info))

    @strawberry.field(description="How far the caller has come; null before they began, or when nobody is signed in.")
    def progress(self) -> EpisodeProgress | None:
        return EpisodeProgress.from_row(self.view.progress) if self.view.progress is not None else None

    @strawberry.field(description="What people say about it, the newest first; answers hang on what they answer.")
    async def comments(self, info: Info, first: First = None, after: After = None) -> CommentThreads:
        return await CommentThreads.about(info, self.view.episode.id, page_request(first, after))

    async def _known(self, info: Info) -> Sequence[UUID]:
        if info.context.caller is None:
            return ()
        key = (user_id_of(info.context.caller), self.view.episode.id)
        return await info.context.loaders.series.known_words_of_episode.load(key)

    @classmethod
    def of(cls, view: EpisodeView) -> Self:
        episode = view.episode
        return cls(
            view=view,
            id=id_of(episode.id),
            number=episode.number,
            title=episode.title,
            original_title=episode.original_title or None,
            synopsis=episode.synopsis,
            seconds=episode.seconds,
        )

    @classmethod
    async def by_id(cls, info: Info, episode_id: UUID) -> Self | None:
        """None for an unknown one and for one that the caller may not know of alike."""
        key = (user_id_of(info.context.caller), episode_id)
        view = await info.context.loaders.series.episode_by_id.load(key)
        return cls.of(view) if view is not None and view.series.may_see(info.context.caller) else None

    @classmethod
    async def resolve_reference(cls, info: Info, id: str) -> Self | None:
        key = parse_id(id)
        return await cls.by_id(info, key) if key is not None else None


@strawberry.type(description="Episodes of a series that belong together.")
class Season:
    row: strawberry.Private[SeasonRow]
    view: strawberry.Private[SeriesView]
    id: strawberry.ID = strawberry.field(description="Identifies the season.")
    number: int = strawberry.field(description="Its number in the series, counted from 1.")
    title: str = strawberry.field(description="What it is called.")
    synopsis: str = strawberry.field(description="What it is about; may be empty.")

    @strawberry.field(description="Its episodes by their numbers.")
    async def episodes(self, info: Info) -> list[Episode]:
        key = (user_id_of(info.context.caller), self.row.id)
        return [Episode.of(view) for view in await info.context.loaders.series.episodes_of_season.load(key)]

    @classmethod
    def of(cls, row: SeasonRow, view: SeriesView) -> Self:
        return cls(row=row, view=view, id=id_of(row.id), number=row.number, title=row.title, synopsis=row.synopsis)


@strawberry.federation.type(keys=["id"], description="Something to watch in a language that one learns.")
class Series(Node, TitleInLocales, SynopsisInLocales):
    view: strawberry.Private[SeriesView]
    id: strawberry.ID = strawberry.field(description="Identifies the series.")
    title: str = strawberry.field(description="What it is called, in English.")
    original_title: str | None = strawberry.field(description="What it is called in its own language.")
    synopsis: str = strawberry.field(description="What it is about; may be empty.")
    language: str = strawberry.field(description="The language that is spoken in it, as a tag such as `ja`.")
    level: ProficiencyLevel | None = strawberry.field(
        description="Who follows it; null when it is for no level in particular."
    )
    genres: list[str] = strawberry.field(description="What kind of story it is, in words.")
    state: SeriesState = strawberry.field(description="Who sees it.")
    revision: int = strawberry.field(description="Raised by every change; a change names the revision that it knows.")
    published_at: datetime | None = strawberry.field(description="When it came out; null until then.")

    @strawberry.field(description="Who made it.")
    def owner(self) -> User | None:
        return User.of(self.view.series.owner_id)

    @strawberry.field(description="Whose members alone know of it; null when everybody may watch it.")
    def organization(self) -> Organization | None:
        return Organization.of(self.view.series.organization_id)

    @strawberry.field(description="Its seasons by their numbers.")
    async def seasons(self, info: Info) -> list[Season]:
        rows = await info.context.loaders.series.seasons_of_series.load(self.view.series.id)
        return [Season.of(row, self.view) for row in rows]

    @classmethod
    def of(cls, view: SeriesView) -> Self:
        series = view.series
        return cls(
            view=view,
            id=id_of(series.id),
            title=series.title,
            original_title=series.original_title or None,
            synopsis=series.synopsis,
            language=series.language,
            level=ProficiencyLevel(series.level) if series.level is not None else None,
            genres=series.genres,
            state=SeriesState(series.state),
            revision=series.revision,
            published_at=series.published_at,
        )

    @classmethod
    async def by_id(cls, info: Info, series_id: UUID) -> Self | None:
        view = await info.context.loaders.series.view_by_id.load((user_id_of(info.context.caller), series_id))
        return cls.of(view) if view is not None and view.may_see(info.context.caller) else None

    @classmethod
    async def resolve_reference(cls, info: Info, id: str) -> Self | None:
        key = parse_id(id)
        return await cls.by_id(info, key) if key is not None else None


@strawberry.type(description="A page of series.")
class SeriesConnection(Connection[Series]):
    count: strawberry.Private[Count]

    @strawberry.field(description="How many series the whole list has.")
    async def total_count(self) -> int:
        return await self.count()

    @classmethod
    async def of(cls, info: Info, page: Page[SeriesRow], count: Count) -> Self:
        user_id = user_id_of(info.context.caller)
        views = await info.context.loaders.series.view_by_id.load_many([(user_id, row.id) for row in page.rows])
        edges = [
            Edge(cursor=cursor, node=Series.of(view))
            for cursor, view in zip(page.cursors, views, strict=True)
            if view is not None
        ]
        return cls(edges=edges, page_info=PageInfo.from_page(page), count=count)
