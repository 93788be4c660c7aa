"""Texts of courses and series in other languages.

They belong to the record and not to a version of it: a translation shows at once, with whatever version a learner
takes, and leaves the state of the draft as it is.
"""

from collections.abc import Iterator, Mapping
from uuid import UUID

from subgraphs.content.errors import LanguageIsItsOwn, LanguageIsUnknown, TextIsEmpty, TooMany
from subgraphs.content.models.courses import CourseRow
from subgraphs.content.models.series import EpisodeRow, SeriesRow
from subgraphs.content.models.translations import WRITTEN_IN
from subgraphs.content.repository.translations import TranslationRepository
from subgraphs.content.service.drafts import hold_draft
from subgraphs.content.service.lessons import Author, HeldLesson, hold_lesson
from subgraphs.content.service.series import hold_episode, hold_series
from subgraphs.content.service.text_rules import (
    LONGEST_NOTE,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    check_length,
    check_markdown,
)
from subgraphs.content.settings import ContentSettings
from subgraphs.shared.errors import Refusal, raise_refusals
from subgraphs.shared.locales import is_locale
from subgraphs.shared.unit_of_work import UnitOfWork

Texts = Mapping[str, str | None]
"""What fields say in another language; None: nothing, so that readers get the text itself."""


async def translate_course(
    work: UnitOfWork, author: Author, course_id: UUID, revision: int, locale: str, texts: Texts
) -> CourseRow:
    course = await hold_draft(work, author.caller, course_id, revision)
    await _write(work, author.settings, course.id, locale, texts)
    course.revision += 1
    return course


async def translate_lesson(
    work: UnitOfWork, author: Author, lesson_id: UUID, revision: int, locale: str, texts: Texts
) -> HeldLesson:
    held = await hold_lesson(work, author, lesson_id, revision)
    await _write(work, author.settings, lesson_id, locale, texts)
    held.lesson.revision += 1
    return held


async def translate_series(
    work: UnitOfWork, author: Author, series_id: UUID, revision: int, locale: str, texts: Texts
) -> SeriesRow:
    series = await hold_series(work, author, series_id, revision)
    await _write(work, author.settings, series.id, locale, texts)
    series.revision += 1
    return series


async def translate_episode(
    work: UnitOfWork, author: Author, episode_id: UUID, revision: int, locale: str, texts: Texts
) -> EpisodeRow:
    episode, _, series = await hold_episode(work, author, episode_id, revision)
    await _write(work, author.settings, episode.id, locale, texts)
    series.revision += 1
    return episode


async def _write(work: UnitOfWork, settings: ContentSettings, subject: UUID, locale: str, texts: Texts) -> None:
    raise_refusals([*_faults_of_locale(locale), *_faults_of(texts, settings)])
    repository = TranslationRepository(work.session)
    known, locale = await repository.locales_of(subject), locale.lower()
    if locale not in known and len(known) >= settings.most_locales:
        raise TooMany(f"At most {settings.most_locales} languages.", ("input", "locale"))
    await repository.set_texts(subject, locale, texts)


def _faults_of_locale(locale: str) -> Iterator[Refusal]:
    path = ("input", "locale")
    if not is_locale(locale):
        yield LanguageIsUnknown("A language is a tag such as fr, or pt-BR.", path)
    elif locale.lower() == WRITTEN_IN:
        yield LanguageIsItsOwn("The text itself is in this language: change that.", path)


def _faults_of(texts: Texts, settings: ContentSettings) -> Iterator[Refusal]:
    longest = {
        "title": LONGEST_TITLE,
        "summary": LONGEST_SUMMARY,
        "synopsis": LONGEST_NOTE,
        "description": settings.longest_text,
    }
    for name, text in texts.items():
        if text is None:
            continue
        if not text.strip():
            yield TextIsEmpty("Say something here, or null to take the translation back.", ("input", name))
        check = check_markdown if name == "description" else check_length
        yield from check(text, longest[name], ("input", name))
