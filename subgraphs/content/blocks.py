"""What a lesson consists of, in order. Stored as JSON with the lesson, because it is only ever read as a whole."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from subgraphs.content.quizzes import Quiz


class _Block(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: UUID
    """Kept through edits and versions: answers of learners are remembered by it."""


class TextBlock(_Block):
    kind: Literal["TEXT"] = "TEXT"
    markdown: str


class WordBlock(_Block):
    kind: Literal["WORD"] = "WORD"
    word_id: UUID
    note: str | None = None


class KanjiBlock(_Block):
    kind: Literal["KANJI"] = "KANJI"
    kanji_id: UUID
    note: str | None = None


class KanaBlock(_Block):
    kind: Literal["KANA"] = "KANA"
    kana_ids: tuple[UUID, ...]
    note: str | None = None


class ExampleBlock(_Block):
    kind: Literal["EXAMPLE"] = "EXAMPLE"
    text: str
    reading: str | None = None
    translation: str
    word_ids: tuple[UUID, ...] = ()


class AudioBlock(_Block):
    kind: Literal["AUDIO"] = "AUDIO"
    media_id: UUID
    transcript: str | None = None


class QuizBlock(_Block):
    kind: Literal["QUIZ"] = "QUIZ"
    quiz: Quiz


Block = TextBlock | WordBlock | KanjiBlock | KanaBlock | ExampleBlock | AudioBlock | QuizBlock

_BLOCKS: TypeAdapter[list[Block]] = TypeAdapter(list[Annotated[Block, Field(discriminator="kind")]])


def read_blocks(stored: Sequence[Mapping[str, Any]]) -> list[Block]:
    return _BLOCKS.validate_python(stored)


def store_blocks(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    stored: list[dict[str, Any]] = _BLOCKS.dump_python(list(blocks), mode="json")
    return stored


def quiz_ids(stored: Sequence[Mapping[str, Any]]) -> list[UUID]:
    """The quizzes of a lesson, without reading all of it."""
    return [UUID(str(block["id"])) for block in stored if block["kind"] == "QUIZ"]


def find_quiz(stored: Sequence[Mapping[str, Any]], block_id: UUID) -> Quiz | None:
    for block in stored:
        if block["kind"] == "QUIZ" and block["id"] == str(block_id):
            return Quiz.model_validate(block["quiz"])
    return None


def introduced_by(stored: Sequence[Mapping[str, Any]]) -> tuple[list[UUID], list[UUID]]:
    """The words and the kanji that a lesson introduces, each once."""
    words: dict[UUID, None] = {}
    kanji: dict[UUID, None] = {}
    for block in read_blocks(stored):
        match block:
            case WordBlock(word_id=word_id):
                words[word_id] = None
            case ExampleBlock(word_ids=word_ids):
                words.update(dict.fromkeys(word_ids))
            case KanjiBlock(kanji_id=kanji_id):
                kanji[kanji_id] = None
            case _:
                pass
    return list(words), list(kanji)
