"""Everything that there is to study, read once from end to end."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, and_, select
from sqlmodel import col

from subgraphs.content.events.dictionary import DictionaryEntry
from subgraphs.content.models.courses import CourseRow, CourseVersionRow, LessonVersionRow
from subgraphs.content.models.grammar import GrammarPointRow
from subgraphs.content.models.kanji import KanjiRow, KanjiWordRow
from subgraphs.content.models.levels import JlptLevel
from subgraphs.content.models.sentences import SentenceRow, SentenceTokensRow
from subgraphs.content.models.words import WordRow, WordSentenceRow
from subgraphs.content.repository.base import Repository

SENTENCES_OF_A_WORD = 3
"""How many of its sentences a word names: the first ones of its list, which are the easiest."""


class DictionaryRepository(Repository):
    async def words(self) -> list[DictionaryEntry]:
        kanji, sentences = await self._kanji_of_words(), await self._sentences_of_words()
        return [
            _entry(
                "WORD",
                row,
                reading=row.reading,
                meanings=row.meanings,
                frequency=row.frequency,
                details={
                    "partsOfSpeech": _parts_of_speech(row.senses),
                    "otherForms": row.other_forms,
                    "otherReadings": row.other_readings,
                    "kanjiIds": kanji[row.id],
                    "sentenceIds": sentences[row.id],
                },
            )
            for row in await self._ranked(
                WordRow, "text", "reading", "meanings", "frequency", "other_forms", "other_readings", "senses"
            )
        ]

    async def kanji(self) -> list[DictionaryEntry]:
        """Those that say something: with a meaning, or on a list."""
        names = ("meanings", "frequency", "on_readings", "kun_readings", "look_alikes", "components")
        rows = await self._ranked(KanjiRow, *names, "stroke_count", "grade", text=KanjiRow.character)
        return [
            _entry(
                "KANJI",
                row,
                meanings=row.meanings,
                frequency=row.frequency,
                details={
                    "onReadings": row.on_readings,
                    "kunReadings": row.kun_readings,
                    "lookAlikes": row.look_alikes,
                    "parts": list(dict.fromkeys(part["element"] for part in row.components)),
                    "strokes": row.stroke_count,
                    "grade": row.grade,
                },
            )
            for row in rows
            if row.meanings or row.level != JlptLevel.UNLISTED
        ]

    async def sentences(self) -> list[DictionaryEntry]:
        table = SentenceTokensRow
        found = await self._rows(select(col(table.sentence_id), col(table.tokens)))
        tokens: dict[UUID, list[list[Any]]] = {row[0]: row[1] for row in found}
        return [
            _entry(
                "SENTENCE",
                row,
                reading=_reading_of(tokens[row.id]) if row.id in tokens else None,
                meanings=[row.translation],
                details=_details_of_tokens(tokens.get(row.id, [])),
            )
            for row in await self._ranked(SentenceRow, "text", "translation")
        ]

    async def grammar(self) -> list[DictionaryEntry]:
        return [
            _entry("GRAMMAR", row, meanings=[row.meaning], details={"slug": row.slug, "formation": row.formation})
            for row in await self._ranked(GrammarPointRow, "meaning", "slug", "formation", text=GrammarPointRow.pattern)
        ]

    async def published_courses(self) -> Sequence[tuple[CourseRow, CourseVersionRow]]:
        version = CourseVersionRow
        is_newest = and_(
            col(version.course_id) == col(CourseRow.id), col(version.number) == col(CourseRow.published_version)
        )
        statement = select(CourseRow, version).join(version, is_newest).where(col(CourseRow.deleted_at).is_(None))
        return [(row[0], row[1]) for row in await self._rows(statement.order_by(col(CourseRow.id)))]

    async def lessons_of_published_courses(self) -> dict[UUID, list[LessonVersionRow]]:
        lesson = LessonVersionRow
        is_newest = and_(
            col(lesson.course_id) == col(CourseRow.id), col(lesson.number) == col(CourseRow.published_version)
        )
        statement = select(col(lesson.course_id), lesson).join(CourseRow, is_newest).order_by(col(lesson.position))
        return await self.lists(statement)

    async def _ranked(self, table: Any, *names: str, text: Any = None) -> Sequence[Any]:
        """These columns of every row in the order of ranks, besides those that all kinds have."""
        columns: list[Any] = [col(getattr(table, name)) for name in ("id", "language", "level", "rank", *names)]
        if text is not None:
            columns.append(col(text).label("text"))
        return await self._rows(select(*columns).order_by(col(table.rank)))

    async def _kanji_of_words(self) -> dict[UUID, list[str]]:
        link = KanjiWordRow
        statement = select(col(link.word_id), col(link.kanji_id))
        return await self._ids(statement.order_by(col(link.word_id), col(link.place_in_word)))

    async def _sentences_of_words(self) -> dict[UUID, list[str]]:
        link = WordSentenceRow
        statement = select(col(link.word_id), col(link.sentence_id)).where(col(link.position) < SENTENCES_OF_A_WORD)
        return await self._ids(statement.order_by(col(link.word_id), col(link.position)))

    async def _ids(self, statement: Executable) -> dict[UUID, list[str]]:
        lists: dict[UUID, list[str]] = defaultdict(list)
        for parent, child in await self._rows(statement):
            lists[parent].append(str(child))
        return lists

    async def _rows(self, statement: Executable) -> Sequence[Any]:
        return (await self.session.execute(statement)).all()


def _entry(
    kind: str,
    row: Any,
    *,
    meanings: list[str],
    details: dict[str, Any],
    reading: str | None = None,
    frequency: int | None = None,
) -> DictionaryEntry:
    return DictionaryEntry(
        kind=kind,
        id=row.id,
        text=row.text,
        reading=reading,
        meanings=meanings,
        language=row.language,
        level=row.level,
        rank=row.rank,
        frequency=frequency,
        details=details,
    )


def _parts_of_speech(senses: list[dict[str, Any]]) -> list[str]:
    """Of all senses, that of the first one first."""
    return list(dict.fromkeys(part for sense in senses for part in sense["partsOfSpeech"]))


def _reading_of(tokens: list[list[Any]]) -> str:
    return "".join(token[2] or token[0] for token in tokens)


def _details_of_tokens(tokens: list[list[Any]]) -> dict[str, Any]:
    """The words of a sentence, and its pieces: [surface, reading where it is another, place among the words]."""
    word_ids = list(dict.fromkeys(word_id for token in tokens for word_id in token[4:]))
    places = {word_id: place for place, word_id in enumerate(word_ids)}
    pieces = [[token[0], token[2], *(places[word_id] for word_id in token[4:])] for token in tokens]
    return {"wordIds": word_ids, "tokens": pieces}
