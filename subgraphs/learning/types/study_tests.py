"""Tests as learners see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

import strawberry
from strawberry import ID

from subgraphs.learning.models.items import ItemKind
from subgraphs.learning.models.study_choices import StudyTestChoice
from subgraphs.learning.models.study_tests import (
    AnswerOutcome,
    QuestionForm,
    QuestionRow,
    Skill,
    StudyTestKind,
    StudyTestRow,
    StudyTestStatus,
)
from subgraphs.learning.service.abilities import answer_of
from subgraphs.learning.service.study_tests import score_of
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.faces import Speech
from subgraphs.learning.types.flashcards import Flashcard, Kanji, Sentence, Word
from subgraphs.learning.types.media import FlashcardMedia, media_of
from subgraphs.learning.types.study_sessions import ShownCardChoice
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.ids import parse_id
from subgraphs.shared.nodes import Node

describe_enum(
    StudyTestKind,
    "What a test asks for.",
    {
        StudyTestKind.MULTIPLE_CHOICE: "To choose a meaning, or what has it, among tempting wrong ones.",
        StudyTestKind.TYPING: "To type a meaning, a reading or a word.",
        StudyTestKind.LISTENING: "To choose the meaning of what is heard.",
        StudyTestKind.KANJI_READING: "To choose how kanji are read, by themselves or in a word.",
        StudyTestKind.MIXED: "All of these.",
        StudyTestKind.PLACEMENT: "To find the learner's level: each question follows from the answers before it. Begun "
        "with `startPlacementTest`.",
    },
    name="TestKind",
)
describe_enum(
    StudyTestStatus,
    "Whether a test goes on.",
    {
        StudyTestStatus.OPEN: "It waits for answers, on whichever device.",
        StudyTestStatus.FINISHED: "The learner has taken it.",
        StudyTestStatus.EXPIRED: "Its time ran out first.",
    },
    name="TestStatus",
)
describe_enum(
    Skill,
    "What a question is about.",
    {
        Skill.VOCABULARY: "What words mean, and how they are written.",
        Skill.KANJI: "What kanji mean, and how they are read.",
        Skill.READING: "What sentences mean.",
        Skill.LISTENING: "What is meant by what is heard.",
    },
)
describe_enum(
    QuestionForm,
    "What a question shows, and what is to be found.",
    {
        QuestionForm.TEXT_TO_MEANING: "It shows what is written, and asks what that means.",
        QuestionForm.MEANING_TO_TEXT: "It shows a meaning, and asks how that is written.",
        QuestionForm.TEXT_TO_READING: "It shows what is written, and asks how that is read.",
        QuestionForm.SPEECH_TO_MEANING: "It lets one hear something, and asks what that means.",
    },
)
describe_enum(
    AnswerOutcome,
    "What became of an answer.",
    {
        AnswerOutcome.RIGHT: "Right.",
        AnswerOutcome.ALMOST: "Mistyped: half a point.",
        AnswerOutcome.WRONG: "Wrong.",
        AnswerOutcome.SKIPPED: "The learner said not to know.",
    },
)


@strawberry.type(description="Something to choose.")
class TestOption:
    id: ID = strawberry.field(description="Names it within its question; it tells nothing of which is right.")
    text: str = strawberry.field(description="What it says.")


@strawberry.type(description="What became of a question, told once it was answered or the test is over.")
class TestQuestionResult:
    outcome: AnswerOutcome | None = strawberry.field(description="Null for a question that was never answered.")
    answer: str | None = strawberry.field(description="What the learner chose or typed; null when nothing.")
    right_answers: list[str] = strawberry.field(description="What is right, the best first.")
    answered_at: datetime | None = strawberry.field(description="When it was answered; null when it never was.")
    duration_ms: int | None = strawberry.field(
        description="How long the answer took, in milliseconds; null when it was not measured."
    )
    row: strawberry.Private[QuestionRow]

    @strawberry.field(description="The word that it asked about; null when it was something else.")
    def word(self) -> Word | None:
        return Word(id=self._item_id) if self.row.item_kind == ItemKind.WORD else None

    @strawberry.field(description="The kanji that it asked about; null when it was something else.")
    def kanji(self) -> Kanji | None:
        return Kanji(id=self._item_id) if self.row.item_kind == ItemKind.KANJI else None

    @strawberry.field(description="The sentence that it asked about; null when it was something else.")
    def sentence(self) -> Sentence | None:
        return Sentence(id=self._item_id) if self.row.item_kind == ItemKind.SENTENCE else None

    @strawberry.field(
        description="The learner's own card that it was made from; null when it was made from the item alone, or the "
        "card is gone."
    )
    async def flashcard(self, info: Info) -> Flashcard | None:
        if self.row.flashcard_id is None:
            return None
        return await Flashcard.own_by_id(info, ID(str(self.row.flashcard_id)))

    @property
    def _item_id(self) -> ID:
        return ID(str(self.row.item_id))

    @classmethod
    def from_row(cls, row: QuestionRow) -> Self:
        return cls(
            outcome=AnswerOutcome(row.outcome) if row.outcome is not None else None,
            answer=row.answer,
            right_answers=list(row.accepted),
            answered_at=row.answered_at,
            duration_ms=row.duration_ms,
            row=row,
        )


@strawberry.type(description="A question of a test.")
class TestQuestion:
    id: ID = strawberry.field(description="Identifies the question.")
    position: int = strawberry.field(description="Its place in the test, from 1.")
    form: QuestionForm = strawberry.field(description="What it shows, and what is to be found.")
    skill: Skill = strawberry.field(description="What it is about.")
    text: str | None = strawberry.field(description="What it shows; null where it is to be heard.")
    marked_text: str | None = strawberry.field(
        description="The part of `text` that it asks about; null when that is all of it."
    )
    options: list[TestOption] = strawberry.field(
        description="What to choose from, in this order; empty where the answer is typed."
    )
    test: strawberry.Private[StudyTestRow]
    row: strawberry.Private[QuestionRow]

    @strawberry.field(
        description="What a device should read aloud, where there is no recording; null where nothing is to be heard."
    )
    def speech(self) -> Speech | None:
        if self.row.speech is None or self.row.audio_id is not None:
            return None
        return Speech(text=self.row.speech, language=self.row.language)

    @strawberry.field(description="The recording to play, from the learner's own card; null without one.")
    async def audio(self, info: Info) -> FlashcardMedia | None:
        return await media_of(info, self.test.owner_id, self.row.audio_id)

    @strawberry.field(description="What became of it; null as long as it waits for an answer.")
    def result(self) -> TestQuestionResult | None:
        if self.row.outcome is None and self.test.finished_at is None:
            return None
        return TestQuestionResult.from_row(self.row)

    @classmethod
    def from_row(cls, test: StudyTestRow, row: QuestionRow) -> Self:
        return cls(
            id=ID(str(row.id)),
            position=row.position + 1,
            form=QuestionForm(row.form),
            skill=Skill(row.skill),
            text=row.text,
            marked_text=row.marked,
            options=[TestOption(id=ID(str(place)), text=text) for place, text in enumerate(row.options)],
            test=test,
            row=row,
        )


@strawberry.type(description="How a test went in one skill.")
class SkillScore:
    skill: Skill = strawberry.field(description="The skill.")
    question_count: int = strawberry.field(description="How many questions were about it.")
    right_answers: int = strawberry.field(description="How many were answered rightly.")
    score: float = strawberry.field(
        description="From 0 to 1: what was right, and half of what was almost right, of all of them."
    )


@strawberry.type(description="Where a placement test puts a learner, as far as it has come.")
class Placement:
    level: str = strawberry.field(description="The level at which the learner is working: N5, the easiest, to N1.")
    confidence: float = strawberry.field(description="The chance that it is this level, from 0 to 1.")
    ability: float = strawberry.field(
        description="The estimate behind it, in units in which a level is 1.5 wide and the middle of N3 is 0."
    )
    standard_error: float = strawberry.field(description="How far off the estimate is, as a rule.")


@strawberry.type(description="What a test was to ask about. Nothing said: the learner's own cards.")
class TestChoice:
    cards: ShownCardChoice = strawberry.field(description="Of the learner's cards, those for which this holds.")
    lesson_id: ID | None = strawberry.field(description="The words and kanji of this lesson.")
    item_ids: list[ID] = strawberry.field(description="These words, kanji and sentences.")


@strawberry.federation.type(
    name="Test", keys=["id"], description="A test that a learner takes, with all its questions and answers."
)
class StudyTest(Node):
    id: ID = strawberry.field(description="Identifies the test.")
    kind: StudyTestKind = strawberry.field(description="What it asks for.")
    status: StudyTestStatus = strawberry.field(description="Whether it goes on.")
    question_count: int = strawberry.field(
        description="How many questions it has; of an open placement test, the most it will ask."
    )
    answered_count: int = strawberry.field(description="How many of them were answered.")
    right_answers: int = strawberry.field(description="How many were answered rightly so far.")
    time_limit_seconds: int | None = strawberry.field(description="How long it may take; null: as long as it is open.")
    counts_as_review: bool = strawberry.field(description="Whether answers review the learner's cards that are due.")
    started_at: datetime = strawberry.field(description="When it began.")
    expires_at: datetime = strawberry.field(description="Until when it takes answers.")
    finished_at: datetime | None = strawberry.field(description="When it ended; null while it is open.")
    row: strawberry.Private[StudyTestRow]

    @strawberry.field(
        description="From 0 to 1: what was right, and half of what was almost right, of all questions; null while it "
        "is open."
    )
    def score(self) -> float | None:
        return score_of(self.row) if self.row.finished_at is not None else None

    @strawberry.field(description="What it was to ask about.")
    def choice(self) -> TestChoice:
        choice = StudyTestChoice.from_json(self.row.chosen_from)
        return TestChoice(
            cards=ShownCardChoice.from_choice(choice.cards),
            lesson_id=ID(str(choice.lesson_id)) if choice.lesson_id else None,
            item_ids=[ID(str(item.id)) for item in choice.items],
        )

    @strawberry.field(
        description="Its questions in their order; those of an open placement test as far as it has come."
    )
    async def questions(self, info: Info) -> list[TestQuestion]:
        rows = await info.context.loaders.questions_by_test.load(self.row.id)
        return [TestQuestion.from_row(self.row, row) for row in rows]

    @strawberry.field(description="The first question that waits for an answer; null when none does.")
    async def next_question(self, info: Info) -> TestQuestion | None:
        if self.row.finished_at is not None:
            return None
        rows = await info.context.loaders.questions_by_test.load(self.row.id)
        return next((TestQuestion.from_row(self.row, row) for row in rows if row.outcome is None), None)

    @strawberry.field(description="How it went in each skill that it asked for; empty while it is open.")
    async def skills(self, info: Info) -> list[SkillScore]:
        if self.row.finished_at is None:
            return []
        rows = await info.context.loaders.questions_by_test.load(self.row.id)
        return [_score(skill, [row for row in rows if row.skill == skill]) for skill in Skill if _asks(skill, rows)]

    @strawberry.field(description="Of a placement test: where it puts the learner; null before the first answer.")
    def placement(self) -> Placement | None:
        row = self.row
        if row.level is None or row.level_confidence is None or row.ability is None or row.ability_error is None:
            return None
        return Placement(
            level=row.level,
            confidence=row.level_confidence,
            ability=row.ability,
            standard_error=row.ability_error,
        )

    @classmethod
    def from_row(cls, row: StudyTestRow) -> Self:
        return cls(
            id=ID(str(row.id)),
            kind=StudyTestKind(row.kind),
            status=StudyTestStatus(row.status),
            question_count=row.question_count,
            answered_count=row.answered,
            right_answers=row.right_answers,
            time_limit_seconds=row.time_limit_seconds,
            counts_as_review=row.counts_as_review,
            started_at=row.started_at,
            expires_at=row.expires_at,
            finished_at=row.finished_at,
            row=row,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: ID) -> Self | None:
        """The caller's own test; None for an unknown one and for somebody else's alike."""
        key, caller = parse_id(id), info.context.caller
        if key is None or caller is None:
            return None
        row = await info.context.loaders.study_test_by_id.load(key)
        return cls.from_row(row) if row is not None and row.owner_id == caller.user_id else None


def _asks(skill: Skill, rows: Sequence[QuestionRow]) -> bool:
    return any(row.skill == skill for row in rows)


def _score(skill: Skill, rows: Sequence[QuestionRow]) -> SkillScore:
    return SkillScore(
        skill=skill,
        question_count=len(rows),
        right_answers=sum(row.outcome == AnswerOutcome.RIGHT for row in rows),
        score=sum(answer_of(row).credit for row in rows) / len(rows),
    )
