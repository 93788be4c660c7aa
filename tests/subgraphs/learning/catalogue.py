"""A small dictionary and a course for tests of learning, as content would announce them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from subgraphs.learning.service.catalogue import CourseNews, end_edition, keep_course, keep_entries, keep_lessons
from subgraphs.shared.ids import seed_id
from tests.support.subgraphs import SubgraphUnderTest

EDITION = 1_000


def word_id(text: str, reading: str) -> UUID:
    return seed_id("word", f"{text}|{reading}")


def kanji_id(character: str) -> UUID:
    return seed_id("kanji", character)


def sentence_id(text: str) -> UUID:
    return seed_id("sentence", text)


def _entry(kind: str, key: UUID, text: str, rank: int, **more: Any) -> dict[str, Any]:
    common: dict[str, Any] = {
        "reading": None,
        "meanings": [],
        "language": "ja",
        "level": "N5",
        "frequency": rank + 1,
        "details": {},
    }
    return {"kind": kind, "id": str(key), "text": text, "rank": rank, **common, **more}


_WORDS: Sequence[tuple[str, str, str, str, str]] = (
    # text, reading, meaning, level, part of speech
    ("猫", "ねこ", "cat", "N5", "NOUN"),
    ("犬", "いぬ", "dog", "N5", "NOUN"),
    ("鳥", "とり", "bird", "N5", "NOUN"),
    ("魚", "さかな", "fish", "N5", "NOUN"),
    ("水", "みず", "water", "N5", "NOUN"),
    ("本", "ほん", "book", "N5", "NOUN"),
    ("木", "き", "tree", "N5", "NOUN"),
    ("車", "くるま", "car", "N5", "NOUN"),
    ("食べる", "たべる", "to eat", "N5", "VERB"),
    ("飲む", "のむ", "to drink", "N5", "VERB"),
    ("見る", "みる", "to see", "N5", "VERB"),
    ("大きい", "おおきい", "big", "N5", "ADJECTIVE"),
    ("小さい", "ちいさい", "small", "N5", "ADJECTIVE"),
    ("時計", "とけい", "clock", "N4", "NOUN"),
    ("旅行", "りょこう", "travel", "N4", "NOUN"),
    ("動物", "どうぶつ", "animal", "N4", "NOUN"),
    ("植物", "しょくぶつ", "plant", "N3", "NOUN"),
    ("経済", "けいざい", "economy", "N3", "NOUN"),
)
_KANJI: Sequence[tuple[str, str, tuple[str, ...], tuple[str, ...], str, tuple[str, ...]]] = (
    # character, meaning, on readings, kun readings, level, look-alikes
    ("猫", "cat", ("ビョウ",), ("ねこ",), "N3", ("描", "猪")),
    ("犬", "dog", ("ケン",), ("いぬ",), "N4", ("大", "太")),
    ("大", "big", ("ダイ", "タイ"), ("おお.きい",), "N5", ("犬", "太")),
    ("太", "thick", ("タイ", "タ"), ("ふと.い",), "N4", ("犬", "大")),
    ("木", "tree", ("モク", "ボク"), ("き",), "N5", ("本", "未")),
    ("本", "book", ("ホン",), ("もと",), "N5", ("木", "未")),
    ("水", "water", ("スイ",), ("みず",), "N5", ("氷", "永")),
    ("氷", "ice", ("ヒョウ",), ("こおり",), "N3", ("水", "永")),
    ("車", "car", ("シャ",), ("くるま",), "N5", ()),
    ("描", "to draw", ("ビョウ",), ("えが.く",), "N2", ("猫",)),
)
_SENTENCES: Sequence[tuple[str, str, str, str, tuple[tuple[str, str], ...]]] = (
    # text, reading, translation, level, words
    ("猫です。", "ねこです。", "It is a cat.", "N5", (("猫", "ねこ"),)),
    (
        "猫は魚を食べる。",
        "ねこはさかなをたべる。",
        "Cats eat fish.",
        "N5",
        (("猫", "ねこ"), ("魚", "さかな"), ("食べる", "たべる")),
    ),
    (
        "犬が水を飲む。",
        "いぬがみずをのむ。",
        "The dog drinks water.",
        "N5",
        (("犬", "いぬ"), ("水", "みず"), ("飲む", "のむ")),
    ),
)

COURSE = seed_id("course", "pets")
LESSON = seed_id("lesson", "pets|1")
SECOND_LESSON = seed_id("lesson", "pets|2")


def entries() -> list[dict[str, Any]]:
    """What an edition of the dictionary holds, in the form of its events."""
    return [*_words(), *_kanji(), *_sentences(), *_grammar()]


def _words() -> list[dict[str, Any]]:
    using: dict[UUID, list[str]] = {}
    for text, _, _, _, words in _SENTENCES:
        for word in words:
            using.setdefault(word_id(*word), []).append(str(sentence_id(text)))
    known = {character for character, *_ in _KANJI}
    return [
        _entry(
            "WORD",
            word_id(text, reading),
            text,
            rank,
            reading=reading,
            meanings=[meaning],
            level=level,
            details={
                "partsOfSpeech": [part],
                "otherForms": [],
                "otherReadings": [],
                "kanjiIds": [str(kanji_id(one)) for one in text if one in known],
                "sentenceIds": using.get(word_id(text, reading), []),
            },
        )
        for rank, (text, reading, meaning, level, part) in enumerate(_WORDS)
    ]


def _kanji() -> list[dict[str, Any]]:
    return [
        _entry(
            "KANJI",
            kanji_id(character),
            character,
            rank,
            meanings=[meaning],
            level=level,
            details={
                "onReadings": list(on),
                "kunReadings": list(kun),
                "lookAlikes": list(alike),
                "parts": [],
                "strokes": 4,
                "grade": 1,
            },
        )
        for rank, (character, meaning, on, kun, level, alike) in enumerate(_KANJI)
    ]


def _sentences() -> list[dict[str, Any]]:
    return [
        _entry(
            "SENTENCE",
            sentence_id(text),
            text,
            rank,
            reading=reading,
            meanings=[translation],
            level=level,
            frequency=None,
            details={
                "wordIds": [str(word_id(*word)) for word in words],
                "tokens": _tokens(text, words),
            },
        )
        for rank, (text, reading, translation, level, words) in enumerate(_SENTENCES)
    ]


def _tokens(text: str, words: Sequence[tuple[str, str]]) -> list[list[Any]]:
    """[surface, reading where it is another, place among the words], as content cuts a sentence."""
    tokens: list[list[Any]] = []
    for place, (surface, reading) in enumerate(words):
        between, text = text.split(surface, 1)
        tokens += [[one, ""] for one in between]
        tokens.append([surface, reading, place])
    return [*tokens, *([one, ""] for one in text)]


def _grammar() -> list[dict[str, Any]]:
    details = {"slug": "desu", "formation": ["Noun + です"]}
    return [
        _entry("GRAMMAR", seed_id("grammar", "desu"), "〜です", 0, meanings=["is, politely"], details=details),
        _entry("GRAMMAR", seed_id("grammar", "wa-topic"), "〜は", 1, meanings=["marks the topic"], details=details),
    ]


async def fill_catalogue(learning: SubgraphUnderTest, edition: int = EDITION) -> None:
    """Let learning know the dictionary and the course of this module, which has two lessons."""
    cat, dog = word_id("猫", "ねこ"), word_id("犬", "いぬ")
    lessons = [
        lesson(LESSON, 1, words=[cat, dog], kanji=[kanji_id("猫")]),
        lesson(SECOND_LESSON, 2, words=[word_id("鳥", "とり")]),
    ]
    async with learning.subgraph.transactions.begin() as work:
        await keep_entries(work, edition, entries())
        await end_edition(work, edition)
    await publish_course(learning, COURSE, lessons)


def lesson(lesson_id: UUID, position: int, words: Sequence[UUID] = (), kanji: Sequence[UUID] = ()) -> dict[str, Any]:
    return {
        "lessonId": str(lesson_id),
        "position": position,
        "title": f"Pets {position}",
        "summary": "What lives with us.",
        "minutes": 10,
        "wordIds": [str(one) for one in words],
        "kanjiIds": [str(one) for one in kanji],
    }


async def publish_course(
    learning: SubgraphUnderTest,
    course_id: UUID,
    lessons: Sequence[dict[str, Any]],
    *,
    version: int = 1,
    level: str = "BEGINNER",
    organization_id: UUID | None = None,
) -> None:
    ids = [one["lessonId"] for one in lessons]
    news = CourseNews(course_id, version, "Pets", "ja", level, organization_id, ids)
    async with learning.subgraph.transactions.begin() as work:
        await keep_course(work, news)
        await keep_lessons(work, news, lessons)
