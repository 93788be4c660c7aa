"""What mutations of courses take, and how it is read."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import strawberry

from subgraphs.content.course_access import NOBODY
from subgraphs.content.errors import BlockIsInvalid
from subgraphs.content.quizzes import OptionDraft, QuizDraft
from subgraphs.content.service.lesson_blocks import (
    AudioDraft,
    BlockDraft,
    ExampleDraft,
    KanaDraft,
    KanjiDraft,
    TextDraft,
    WordDraft,
)
from subgraphs.content.types.course_enums import QuizKind
from subgraphs.shared.ids import parse_id

CLIENT_MUTATION_ID = (
    "An id of the client's own making. A mutation that is sent again with the same one has no second effect."
)
COURSE_REVISION = "The `revision` of the course's draft that the change was made on. Refused when there is a newer one."
LESSON_REVISION = "The `revision` of the lesson's draft that the change was made on. Refused when there is a newer one."


def key_of(text: str) -> UUID:
    """Of an id as clients send it; one that names nothing where it can be no id of ours."""
    return parse_id(text) or NOBODY


def keys_of(texts: Sequence[str]) -> list[UUID]:
    return [key_of(text) for text in texts]


def given(**values: Any) -> Mapping[str, Any]:
    """What a client said of these fields."""
    return {name: value for name, value in values.items() if value is not strawberry.UNSET}


def given_texts(**values: str | None) -> dict[str, Any]:
    """What a client said of these texts. Null empties what may be empty; elsewhere the rules refuse the empty text."""
    return {name: value if value is not None else "" for name, value in given(**values).items()}


def given_numbers(**values: int | None) -> dict[str, Any]:
    """What a client said of these numbers. Null becomes nought, which the rules refuse."""
    return {name: value if value is not None else 0 for name, value in given(**values).items()}


@strawberry.input(description="A text.")
class TextBlockInput:
    markdown: str = strawberry.field(description="CommonMark without HTML, with links to the web only.")

    def to_draft(self) -> BlockDraft:
        return TextDraft(self.markdown)


@strawberry.input(description="A word.")
class WordBlockInput:
    word_id: strawberry.ID = strawberry.field(description="A word of the lists.")
    note: str | None = strawberry.field(default=None, description="What there is to say of it in this lesson.")

    def to_draft(self) -> BlockDraft:
        return WordDraft(key_of(self.word_id), self.note)


@strawberry.input(description="A kanji.")
class KanjiBlockInput:
    kanji_id: strawberry.ID = strawberry.field(description="A kanji of the lists.")
    note: str | None = strawberry.field(default=None, description="What there is to say of it in this lesson.")

    def to_draft(self) -> BlockDraft:
        return KanjiDraft(key_of(self.kanji_id), self.note)


@strawberry.input(description="Signs of a syllabic script.")
class KanaBlockInput:
    kana_ids: list[strawberry.ID] = strawberry.field(description="The signs in the order to show them in.")
    note: str | None = strawberry.field(default=None, description="What there is to say of them in this lesson.")

    def to_draft(self) -> BlockDraft:
        return KanaDraft(tuple(keys_of(self.kana_ids)), self.note)


@strawberry.input(description="A sentence.")
class ExampleBlockInput:
    text: str = strawberry.field(description="The sentence in the language that is taught.")
    translation: str = strawberry.field(description="What it says.")
    reading: str | None = strawberry.field(default=None, description="How it is read, where the writing hides it.")
    word_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="Words of the lists in it.")

    def to_draft(self) -> BlockDraft:
        return ExampleDraft(self.text, self.translation, self.reading, tuple(keys_of(self.word_ids)))


@strawberry.input(description="A recording.")
class AudioBlockInput:
    media_id: strawberry.ID = strawberry.field(description="A recording among the media.")
    transcript: str | None = strawberry.field(default=None, description="What is said in it.")

    def to_draft(self) -> BlockDraft:
        return AudioDraft(key_of(self.media_id), self.transcript)


@strawberry.input(description="An option of a quiz.")
class QuizOptionInput:
    text: str = strawberry.field(description="What it says; no two options say the same.")
    is_right: bool = strawberry.field(default=False, description="For choices: whether it is to be chosen.")
    match: str | None = strawberry.field(default=None, description="For matching: what belongs to it.")


@strawberry.input(description="A question, with what is right.")
class QuizBlockInput:
    kind: QuizKind = strawberry.field(description="How it is to be answered.")
    prompt: str = strawberry.field(description="The question.")
    explanation: str | None = strawberry.field(default=None, description="Why the answer is right; shown after it.")
    options: list[QuizOptionInput] = strawberry.field(
        default_factory=list, description="What to choose from; what to match; or all pieces in the right order."
    )
    accepted: list[str] = strawberry.field(
        default_factory=list, description="For typed answers: every text that is right, the best first."
    )

    def to_draft(self) -> BlockDraft:
        return QuizDraft(
            kind=self.kind,
            prompt=self.prompt,
            explanation=self.explanation or "",
            options=[OptionDraft(one.text, one.is_right, one.match) for one in self.options],
            accepted=self.accepted,
        )


@strawberry.input(description="A block of a lesson: exactly one of these.")
class LessonBlockInput:
    text: TextBlockInput | None = strawberry.field(default=None, description="Something to read.")
    word: WordBlockInput | None = strawberry.field(default=None, description="A word to meet.")
    kanji: KanjiBlockInput | None = strawberry.field(default=None, description="A kanji to meet.")
    kana: KanaBlockInput | None = strawberry.field(default=None, description="Signs to meet.")
    example: ExampleBlockInput | None = strawberry.field(default=None, description="A sentence to understand.")
    audio: AudioBlockInput | None = strawberry.field(default=None, description="Something to listen to.")
    quiz: QuizBlockInput | None = strawberry.field(default=None, description="A question to answer.")

    def to_draft(self, path: tuple[str, ...]) -> BlockDraft:
        said = [
            one
            for one in (self.text, self.word, self.kanji, self.kana, self.example, self.audio, self.quiz)
            if one is not None
        ]
        if len(said) != 1:
            raise BlockIsInvalid("A block is exactly one of text, word, kanji, kana, example, audio and quiz.", path)
        return said[0].to_draft()


def drafts_of(blocks: Sequence[LessonBlockInput]) -> list[BlockDraft]:
    return [block.to_draft(("input", "blocks", str(index))) for index, block in enumerate(blocks)]
