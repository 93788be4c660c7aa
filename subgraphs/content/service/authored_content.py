"""Courses and series that ship, as their authors wrote them: YAML files in `authored/`, read into drafts.

Ids are made of the place of a lesson, a block or an episode in its file, so that they are the same everywhere; what is
added to a file goes behind what is there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from subgraphs.content.models.proficiency import ProficiencyLevel
from subgraphs.content.quizzes import OptionDraft, QuizDraft, QuizKind
from subgraphs.content.service.lesson_blocks import (
    BlockDraft,
    ExampleDraft,
    KanaDraft,
    KanjiDraft,
    TextDraft,
    WordDraft,
)
from subgraphs.content.service.series import SentenceDraft
from subgraphs.shared.ids import seed_id

FOLDER = Path(__file__).parents[1] / "authored"
COURSES = (FOLDER / "kana_to_100_words.yaml",)
SERIES = FOLDER / "series.yaml"
TRANSLATIONS = FOLDER / "translations.yaml"

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ShippedLesson:
    id: UUID
    title: str
    summary: str
    minutes: int
    prerequisite_ids: Sequence[UUID]
    blocks: Sequence[tuple[UUID, BlockDraft]]


@dataclass(frozen=True, slots=True)
class ShippedCourse:
    id: UUID
    title: str
    summary: str
    description: str
    language: str
    level: ProficiencyLevel
    note: str
    lessons: Sequence[ShippedLesson]


@dataclass(frozen=True, slots=True)
class ShippedTranslation:
    subject_id: UUID
    locale: str
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ShippedEpisode:
    id: UUID
    title: str
    original_title: str
    synopsis: str
    seconds: int
    sentences: Sequence[SentenceDraft]

    @property
    def word_ids(self) -> list[UUID]:
        """The words of its sentences, each once."""
        return list(dict.fromkeys(one for sentence in self.sentences for one in sentence.word_ids))


@dataclass(frozen=True, slots=True)
class ShippedSeason:
    id: UUID
    title: str
    synopsis: str
    episodes: Sequence[ShippedEpisode]


@dataclass(frozen=True, slots=True)
class ShippedSeries:
    id: UUID
    title: str
    original_title: str
    synopsis: str
    level: ProficiencyLevel
    genres: Sequence[str]
    seasons: Sequence[ShippedSeason]


def version_of(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:16]


def read_course(path: Path) -> ShippedCourse:
    head, *lessons = yaml.safe_load_all(path.read_text(encoding="utf-8"))
    return ShippedCourse(
        id=seed_id("course", head["key"]),
        title=head["title"],
        summary=head["summary"],
        description=head["description"],
        language=head["language"],
        level=ProficiencyLevel(head["level"]),
        note=head["note"],
        lessons=[_lesson(head["key"], number, lesson) for number, lesson in enumerate(lessons, start=1)],
    )


def read_series(path: Path) -> list[ShippedSeries]:
    return [_series(entry) for entry in yaml.safe_load_all(path.read_text(encoding="utf-8"))]


def read_translations(path: Path) -> list[ShippedTranslation]:
    """Of {kind: {key: {locale: {field: text}}}}."""
    return [
        ShippedTranslation(seed_id(kind, key), locale, texts)
        for kind, records in yaml.safe_load(path.read_text(encoding="utf-8")).items()
        for key, locales in records.items()
        for locale, texts in locales.items()
    ]


def lesson_id(course: str, number: int) -> UUID:
    return seed_id("lesson", f"{course}|{number}")


def _lesson(course: str, number: int, entry: Entry) -> ShippedLesson:
    blocks = entry["blocks"]
    return ShippedLesson(
        id=lesson_id(course, number),
        title=entry["title"],
        summary=entry["summary"],
        minutes=entry["minutes"],
        prerequisite_ids=[lesson_id(course, one) for one in entry.get("requires", ())],
        blocks=[(seed_id("block", f"{course}|{number}|{place}"), _block(one)) for place, one in enumerate(blocks)],
    )


def _block(entry: Entry) -> BlockDraft:
    """A block is told by the one key that no other kind has."""
    return next(make(entry) for key, make in _MAKERS.items() if key in entry)


def _text(entry: Entry) -> BlockDraft:
    return TextDraft(entry["text"].strip())


def _word(entry: Entry) -> BlockDraft:
    return WordDraft(seed_id("word", entry["word"]), entry.get("note"))


def _kanji(entry: Entry) -> BlockDraft:
    return KanjiDraft(seed_id("kanji", entry["kanji"]), entry.get("note"))


def _kana(entry: Entry) -> BlockDraft:
    return KanaDraft(tuple(seed_id("kana", sign) for sign in entry["kana"].split()), entry.get("note"))


def _example(entry: Entry) -> BlockDraft:
    return ExampleDraft(entry["example"], entry["translation"], entry["reading"], tuple(_words(entry)))


def _choose(entry: Entry) -> BlockDraft:
    options = [OptionDraft(entry["right"], is_right=True), *map(OptionDraft, entry["wrong"])]
    return QuizDraft(QuizKind.SINGLE_CHOICE, entry["choose"], entry.get("why", ""), options)


def _choose_all(entry: Entry) -> BlockDraft:
    options = [*(OptionDraft(one, is_right=True) for one in entry["right"]), *map(OptionDraft, entry["wrong"])]
    return QuizDraft(QuizKind.MULTIPLE_CHOICE, entry["choose_all"], entry.get("why", ""), options)


def _type(entry: Entry) -> BlockDraft:
    return QuizDraft(QuizKind.TYPED, entry["type"], entry.get("why", ""), accepted=entry["accept"])


def _order(entry: Entry) -> BlockDraft:
    options = [OptionDraft(one) for one in entry["pieces"]]
    return QuizDraft(QuizKind.ORDERING, entry["order"], entry.get("why", ""), options)


def _match(entry: Entry) -> BlockDraft:
    options = [OptionDraft(text, match=match) for text, match in entry["pairs"].items()]
    return QuizDraft(QuizKind.MATCHING, entry["match"], entry.get("why", ""), options)


_MAKERS: Mapping[str, Callable[[Entry], BlockDraft]] = {
    "text": _text,
    "word": _word,
    "kanji": _kanji,
    "kana": _kana,
    "example": _example,
    "choose": _choose,
    "choose_all": _choose_all,
    "type": _type,
    "order": _order,
    "match": _match,
}


def _words(entry: Entry) -> Iterator[UUID]:
    return (seed_id("word", word) for word in entry["words"])


def _series(entry: Entry) -> ShippedSeries:
    key = entry["key"]
    return ShippedSeries(
        id=seed_id("series", key),
        title=entry["title"],
        original_title=entry["original_title"],
        synopsis=entry["synopsis"],
        level=ProficiencyLevel(entry["level"]),
        genres=entry["genres"],
        seasons=[_season(f"{key}|{number}", season) for number, season in enumerate(entry["seasons"], start=1)],
    )


def _season(key: str, entry: Entry) -> ShippedSeason:
    episodes = enumerate(entry["episodes"], start=1)
    return ShippedSeason(
        id=seed_id("season", key),
        title=entry["title"],
        synopsis=entry["synopsis"],
        episodes=[_episode(f"{key}|{number}", episode) for number, episode in episodes],
    )


def _episode(key: str, entry: Entry) -> ShippedEpisode:
    return ShippedEpisode(
        id=seed_id("episode", key),
        title=entry["title"],
        original_title=entry["original_title"],
        synopsis=entry["synopsis"],
        seconds=entry["minutes"] * 60,
        sentences=[
            SentenceDraft(
                text=one["text"],
                translation=one["translation"],
                reading=one["reading"],
                speaker=one["speaker"],
                word_ids=list(_words(one)),
            )
            for one in entry["sentences"]
        ],
    )
