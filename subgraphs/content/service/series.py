"""Writing series, and watching them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from subgraphs.content.errors import (
    EpisodeIsUnknown,
    ItemIsUnknown,
    NotYours,
    NumberIsOutOfRange,
    NumberIsTaken,
    SeriesIsEmpty,
    SeriesIsUnknown,
    SeriesStateIsWrong,
    TooMany,
)
from subgraphs.content.events.series import (
    EpisodePublished,
    EpisodeRemoved,
    EpisodeWatched,
    SeriesDeleted,
    SeriesPublished,
    SeriesRestored,
)
from subgraphs.content.models.proficiency import ProficiencyLevel
from subgraphs.content.models.series import (
    EpisodeProgressRow,
    EpisodeRow,
    EpisodeSentenceRow,
    SeasonRow,
    SeriesRow,
    SeriesState,
)
from subgraphs.content.repository.series import SeriesRepository
from subgraphs.content.repository.study import StudyRepository
from subgraphs.content.repository.translations import TranslationRepository
from subgraphs.content.service.courses import check_organization
from subgraphs.content.service.drafts import check_revision
from subgraphs.content.service.lessons import Author
from subgraphs.content.service.text_rules import LONGEST_NOTE, LONGEST_TITLE, check_language, check_length, check_line
from subgraphs.content.settings import ContentSettings
from subgraphs.shared.errors import Refusal, raise_refusals
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork

LONGEST_LINE = 500
MOST_GENRES = 10
MOST_KNOWN_AT_ONCE = 200
LONGEST_EPISODE_SECONDS = 24 * 60 * 60
HIGHEST_NUMBER = 10_000


@dataclass(frozen=True, slots=True)
class NewSeries:
    title: str
    language: str
    original_title: str = ""
    synopsis: str = ""
    level: ProficiencyLevel | None = None
    genres: Sequence[str] = ()
    organization_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class SentenceDraft:
    text: str
    translation: str
    reading: str = ""
    speaker: str = ""
    at_seconds: int | None = None
    word_ids: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True)
class EpisodeDraft:
    """What an episode is to say; None leaves as it is."""

    texts: Mapping[str, Any]
    """Of number, title, original_title, synopsis, seconds."""
    word_ids: Sequence[UUID] | None = None
    sentences: Sequence[SentenceDraft] | None = None


async def create_series(work: UnitOfWork, author: Author, wanted: NewSeries) -> SeriesRow:
    texts = {name: getattr(wanted, name) for name in ("title", "original_title", "synopsis", "language", "genres")}
    raise_refusals(list(_faults_of(texts)))
    await check_organization(work, author.caller, wanted.organization_id)
    row = SeriesRow(
        id=new_id(),
        owner_id=author.caller.user_id,
        organization_id=wanted.organization_id,
        state=SeriesState.DRAFT,
        revision=1,
        title=wanted.title,
        original_title=wanted.original_title,
        synopsis=wanted.synopsis,
        language=wanted.language,
        level=wanted.level,
        genres=list(wanted.genres),
        published_at=None,
        created_at=work.now,
        deleted_at=None,
    )
    await SeriesRepository(work.session).add(row)
    return row


async def update_series(
    work: UnitOfWork, author: Author, series_id: UUID, revision: int, changes: Mapping[str, Any]
) -> SeriesRow:
    """Change what is named in `changes`: title, original_title, synopsis, language, level, genres."""
    series = await hold_series(work, author, series_id, revision)
    raise_refusals(list(_faults_of(changes)))
    for name, value in changes.items():
        setattr(series, name, value)
    series.revision += 1
    if series.state == SeriesState.PUBLISHED:
        work.announce(_published(series))
    return series


async def add_season(
    work: UnitOfWork, author: Author, series_id: UUID, revision: int, number: int, title: str, synopsis: str
) -> SeriesRow:
    series = await hold_series(work, author, series_id, revision)
    texts = {"title": title, "synopsis": synopsis, "number": number}
    raise_refusals(list(_faults_of(texts)))
    repository = SeriesRepository(work.session)
    if number in {season.number for season in await repository.seasons(series.id)}:
        raise NumberIsTaken("There is a season with this number.", ("input", "number"))
    season = SeasonRow(id=new_id(), series_id=series.id, number=number, title=title, synopsis=synopsis)
    await repository.add(season)
    series.revision += 1
    return series


async def add_episode(
    work: UnitOfWork, author: Author, season_id: UUID, revision: int, draft: EpisodeDraft
) -> EpisodeRow:
    repository = SeriesRepository(work.session)
    season = await repository.season(season_id)
    if season is None:
        raise SeriesIsUnknown(season_id)
    series = await hold_series(work, author, season.series_id, revision)
    await _check_episode(work, draft, author.settings)
    await _check_number(repository, season, draft)
    nothing = {"original_title": "", "synopsis": ""}
    row = EpisodeRow(id=new_id(), series_id=series.id, season_id=season.id, **{**nothing, **draft.texts})
    await repository.add(row)
    await _write_language(work, row, draft)
    series.revision += 1
    await _announce_episode(work, series, season, row)
    return row


async def update_episode(
    work: UnitOfWork, author: Author, episode_id: UUID, revision: int, draft: EpisodeDraft
) -> EpisodeRow:
    row, season, series = await hold_episode(work, author, episode_id, revision)
    await _check_episode(work, draft, author.settings)
    if draft.texts.get("number") not in (None, row.number):
        await _check_number(SeriesRepository(work.session), season, draft)
    for name, value in draft.texts.items():
        setattr(row, name, value)
    await _write_language(work, row, draft)
    series.revision += 1
    await _announce_episode(work, series, season, row)
    return row


async def remove_episode(work: UnitOfWork, author: Author, episode_id: UUID, revision: int) -> SeriesRow:
    row, _, series = await hold_episode(work, author, episode_id, revision)
    await SeriesRepository(work.session).delete_episode(row.id)
    await TranslationRepository(work.session).delete_of(row.id)
    series.revision += 1
    if series.state == SeriesState.PUBLISHED:
        work.announce(EpisodeRemoved(**_whose(series), episode_id=episode_id))
    return series


async def publish_series(work: UnitOfWork, author: Author, series_id: UUID, revision: int) -> SeriesRow:
    series = await hold_series(work, author, series_id, revision)
    repository = SeriesRepository(work.session)
    if not await repository.episodes(series.id):
        raise SeriesIsEmpty("Add an episode first.", ("input", "seriesId"))
    if series.state == SeriesState.PUBLISHED:
        raise SeriesStateIsWrong("This series is out already.", ("input", "seriesId"))
    series.state = SeriesState.PUBLISHED
    series.published_at = work.now
    series.revision += 1
    await announce_series(work, series)
    return series


async def announce_series(work: UnitOfWork, series: SeriesRow) -> None:
    """Tell of a published series and of each of its episodes."""
    repository = SeriesRepository(work.session)
    work.announce(_published(series))
    seasons = {season.id: season for season in await repository.seasons(series.id)}
    for episode in await repository.episodes(series.id):
        await _announce_episode(work, series, seasons[episode.season_id], episode)


async def delete_series(work: UnitOfWork, author: Author, series_id: UUID) -> SeriesRow:
    """Hide it; it can be restored until the retention is over."""
    series = await _hold_own(work, author, series_id)
    if series.deleted_at is None:
        series.deleted_at = work.now
        work.announce(SeriesDeleted(**_whose(series)))
    return series


async def restore_series(work: UnitOfWork, author: Author, series_id: UUID) -> SeriesRow:
    series = await _hold_own(work, author, series_id)
    if series.deleted_at is None:
        raise SeriesStateIsWrong("This series is not deleted.", ("input", "seriesId"))
    series.deleted_at = None
    work.announce(SeriesRestored(**_whose(series)))
    return series


async def record_progress(
    work: UnitOfWork, user_id: UUID, episode_id: UUID, position: int, is_watched: bool, watched_share: float
) -> EpisodeProgressRow:
    """Note how far somebody has come. What was watched once stays watched."""
    repository = SeriesRepository(work.session)
    view = (await repository.episode_views(user_id, [episode_id])).get(episode_id)
    if view is None or not view.series.is_readable:
        raise EpisodeIsUnknown(episode_id)
    if not 0 <= position <= view.episode.seconds:
        raise NumberIsOutOfRange(f"From 0 to {view.episode.seconds} seconds.", ("input", "positionSeconds"))
    row = await repository.locked_progress(user_id, episode_id)
    if row is None:
        new = EpisodeProgressRow(
            user_id=user_id, episode_id=episode_id, position_seconds=0, watched_at=None, updated_at=work.now
        )
        row = await work.session.merge(new)
    row.position_seconds = position
    row.updated_at = work.now
    if row.watched_at is None and (is_watched or position >= view.episode.seconds * watched_share):
        row.watched_at = work.now
        work.announce(
            EpisodeWatched(
                learner_id=user_id,
                episode_id=episode_id,
                series_id=view.episode.series_id,
                seconds=view.episode.seconds,
                watched_at=work.now,
            )
        )
    return row


async def mark_words(work: UnitOfWork, user_id: UUID, word_ids: Sequence[UUID], is_known: bool) -> int:
    """Note which words somebody knows, or does not know after all; how many they know then."""
    wanted = list(dict.fromkeys(word_ids))
    if not 1 <= len(wanted) <= MOST_KNOWN_AT_ONCE:
        raise TooMany(f"From 1 to {MOST_KNOWN_AT_ONCE} words.", ("input", "wordIds"))
    await _check_words(work, wanted, ("input", "wordIds"))
    repository = SeriesRepository(work.session)
    if is_known:
        await repository.know_words(user_id, wanted, work.now)
    else:
        await repository.forget_words(user_id, wanted)
    await work.session.flush()
    return await repository.count_known(user_id)


async def _hold_own(work: UnitOfWork, author: Author, series_id: UUID) -> SeriesRow:
    repository = SeriesRepository(work.session)
    await repository.locked_series(series_id)
    view = (await repository.views(author.caller.user_id, [series_id])).get(series_id)
    if view is None or not view.may_see(author.caller):
        raise SeriesIsUnknown(series_id)
    if not view.may_edit(author.caller):
        raise NotYours
    return view.series


async def hold_series(work: UnitOfWork, author: Author, series_id: UUID, revision: int) -> SeriesRow:
    series = await _hold_own(work, author, series_id)
    if series.deleted_at is not None:
        raise SeriesStateIsWrong("This series is deleted. Restore it first.")
    check_revision(series.revision, revision)
    return series


async def hold_episode(
    work: UnitOfWork, author: Author, episode_id: UUID, revision: int
) -> tuple[EpisodeRow, SeasonRow, SeriesRow]:
    repository = SeriesRepository(work.session)
    row = await repository.episode(episode_id)
    season = await repository.season(row.season_id) if row is not None else None
    if row is None or season is None:
        raise EpisodeIsUnknown(episode_id)
    return row, season, await hold_series(work, author, row.series_id, revision)


async def _check_number(repository: SeriesRepository, season: SeasonRow, draft: EpisodeDraft) -> None:
    taken = {one.number for one in await repository.episodes(season.series_id) if one.season_id == season.id}
    if draft.texts.get("number") in taken:
        raise NumberIsTaken("The season has an episode with this number.", ("input", "number"))


async def _check_episode(work: UnitOfWork, draft: EpisodeDraft, settings: ContentSettings) -> None:
    faults = list(_faults_of(draft.texts))
    words, sentences = draft.word_ids or (), draft.sentences or ()
    if len(words) > settings.most_episode_words:
        faults.append(TooMany(f"At most {settings.most_episode_words} words.", ("input", "wordIds")))
    if len(sentences) > settings.most_episode_sentences:
        faults.append(TooMany(f"At most {settings.most_episode_sentences} sentences.", ("input", "sentences")))
    for index, sentence in enumerate(sentences):
        path = ("input", "sentences", str(index))
        faults += check_line(sentence.text, LONGEST_LINE, (*path, "text"))
        faults += check_line(sentence.translation, LONGEST_LINE, (*path, "translation"))
        faults += check_length(sentence.reading + sentence.speaker, LONGEST_LINE, path)
    raise_refusals(faults)
    await _check_words(work, words, ("input", "wordIds"))
    await _check_words(work, [one for sentence in sentences for one in sentence.word_ids], ("input", "sentences"))


async def _check_words(work: UnitOfWork, word_ids: Sequence[UUID], path: tuple[str, ...]) -> None:
    wanted = set(word_ids)
    known = {row.id for row in await StudyRepository(work.session).words_by_ids(sorted(wanted))} if wanted else set()
    if wanted - known:
        raise ItemIsUnknown("There is no such word.", path)


async def _write_language(work: UnitOfWork, row: EpisodeRow, draft: EpisodeDraft) -> None:
    repository = SeriesRepository(work.session)
    if draft.word_ids is not None:
        await repository.set_words(row.id, dict.fromkeys(draft.word_ids))
    if draft.sentences is not None:
        await repository.set_sentences(row.id, sentence_rows(row.id, draft.sentences))
    await work.session.flush()


def sentence_rows(episode_id: UUID, sentences: Sequence[SentenceDraft]) -> list[EpisodeSentenceRow]:
    return [
        EpisodeSentenceRow(
            episode_id=episode_id,
            position=position,
            text=one.text,
            reading=one.reading,
            translation=one.translation,
            speaker=one.speaker,
            at_seconds=one.at_seconds,
            word_ids=[str(word_id) for word_id in one.word_ids],
        )
        for position, one in enumerate(sentences)
    ]


def _whose(series: SeriesRow) -> dict[str, Any]:
    return {"series_id": series.id, "owner_id": series.owner_id, "organization_id": series.organization_id}


def _published(series: SeriesRow) -> SeriesPublished:
    return SeriesPublished(
        **_whose(series),
        title=series.title,
        synopsis=series.synopsis,
        language=series.language,
        level=series.level,
    )


async def _announce_episode(work: UnitOfWork, series: SeriesRow, season: SeasonRow, row: EpisodeRow) -> None:
    if series.state != SeriesState.PUBLISHED:
        return
    words = await SeriesRepository(work.session).words_of_episodes([row.id])
    work.announce(
        EpisodePublished(
            **_whose(series),
            episode_id=row.id,
            season=season.number,
            number=row.number,
            title=row.title,
            synopsis=row.synopsis,
            word_ids=words.get(row.id, []),
        )
    )


def _faults_of(texts: Mapping[str, Any]) -> Iterator[Refusal]:
    for name, value in texts.items():
        match name:
            case "title":
                yield from check_line(value, LONGEST_TITLE, ("input", "title"))
            case "original_title":
                yield from check_length(value, LONGEST_TITLE, ("input", "originalTitle"))
            case "synopsis":
                yield from check_length(value, LONGEST_NOTE, ("input", "synopsis"))
            case "language":
                yield from check_language(value, ("input", "language"))
            case "number" if not 1 <= value <= HIGHEST_NUMBER:
                yield NumberIsOutOfRange(f"From 1 to {HIGHEST_NUMBER}.", ("input", "number"))
            case "seconds" if not 1 <= value <= LONGEST_EPISODE_SECONDS:
                yield NumberIsOutOfRange("From a second to a day.", ("input", "seconds"))
            case "genres":
                yield from _faults_of_genres(value)


def _faults_of_genres(genres: Sequence[str]) -> Iterator[Refusal]:
    if len(genres) > MOST_GENRES:
        yield TooMany(f"At most {MOST_GENRES}.", ("input", "genres"))
    for index, genre in enumerate(genres):
        yield from check_line(genre, LONGEST_TITLE, ("input", "genres", str(index)))
