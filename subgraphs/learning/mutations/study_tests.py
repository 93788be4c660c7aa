"""Taking tests."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import ID

from subgraphs.learning.models.items import ItemKind, ItemRef
from subgraphs.learning.models.study_choices import CardChoice, StudyTestChoice
from subgraphs.learning.models.study_tests import StudyTestKind
from subgraphs.learning.mutations.bulk import shown
from subgraphs.learning.mutations.client_mutation_id import CLIENT_MUTATION_ID
from subgraphs.learning.mutations.flashcards import placing_of
from subgraphs.learning.service.flashcards import NewFlashcards, create_flashcards
from subgraphs.learning.service.placement import start_placement_test
from subgraphs.learning.service.study_tests import StudyTestRequest, finish_test, start_test
from subgraphs.learning.service.test_answers import TestResponse, answer_question, mistakes_of
from subgraphs.learning.study_errors import (
    AnswerDoesNotFit,
    ChoiceIsUnknown,
    KindIsBegunOtherwise,
    QuestionIsUnknown,
    StudyTestIsOpen,
    StudyTestIsUnknown,
)
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.flashcards import Flashcard
from subgraphs.learning.types.study_tests import StudyTest, TestQuestion
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller
from subgraphs.shared.ids import parse_id
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import UserError, answer_refusals, user_errors_field


@strawberry.input(
    description="What a test asks about: the items named, or those of a lesson, or else the learner's own cards for "
    "which all that is said holds. A level and nothing else: whatever there is of that level."
)
class TestChoiceInput:
    topic_id: ID | None = strawberry.field(default=None, description="Cards of this topic and of the topics in it.")
    deck_id: ID | None = strawberry.field(default=None, description="Cards of this deck.")
    tags: list[str] = strawberry.field(default_factory=list, description="Cards that have any of these tags.")
    level: str | None = strawberry.field(default=None, description="Items of this level, such as N5.")
    lesson_id: ID | None = strawberry.field(default=None, description="The words and kanji of this lesson.")
    word_ids: list[ID] = strawberry.field(default_factory=list, description="These words.")
    kanji_ids: list[ID] = strawberry.field(default_factory=list, description="These kanji.")
    sentence_ids: list[ID] = strawberry.field(default_factory=list, description="These sentences.")


@strawberry.input(description="A test to take.")
class StartTestInput:
    kind: StudyTestKind = strawberry.field(description="What to ask for.")
    from_: TestChoiceInput | None = strawberry.field(
        name="from", default=None, description="What to ask about; all of the learner's cards unless said."
    )
    questions: int | None = strawberry.field(
        default=None, description="How many questions; fewer where no more can be made."
    )
    minutes: int | None = strawberry.field(
        default=None, description="After how many minutes it takes no more answers; null: some days."
    )
    counts_as_review: bool = strawberry.field(
        default=False,
        description="Let answers review the learner's cards that are due: RIGHT as GOOD, ALMOST as HARD, anything "
        "else as AGAIN. Cards that are new or not due yet stay as they are.",
    )
    client_mutation_id: str | None = strawberry.field(default=None, description=CLIENT_MUTATION_ID)


@strawberry.input(description="A placement test to take.")
class StartPlacementTestInput:
    client_mutation_id: str | None = strawberry.field(default=None, description=CLIENT_MUTATION_ID)


@strawberry.input(description="An answer. Neither option nor text: the learner does not know.")
class AnswerTestQuestionInput:
    test_id: ID = strawberry.field(description="The test, which must be open.")
    question_id: ID = strawberry.field(description="The question, which must not be answered yet.")
    option_id: ID | None = strawberry.field(default=None, description="What was chosen, where there are options.")
    text: str | None = strawberry.field(default=None, description="What was typed, where there are none.")
    duration_ms: int | None = strawberry.field(
        default=None, description="How long the answer took, in milliseconds, a day at most."
    )
    client_mutation_id: str | None = strawberry.field(default=None, description=CLIENT_MUTATION_ID)


@strawberry.input(description="A test to end.")
class FinishTestInput:
    test_id: ID = strawberry.field(description="The test.")


@strawberry.input(description="A test to make flashcards from.")
class CreateFlashcardsFromTestInput:
    test_id: ID = strawberry.field(description="The test, which must be over.")
    topic_id: ID | None = strawberry.field(default=None, description="The topic to put them into.")
    deck_id: ID | None = strawberry.field(default=None, description="The deck to put them into.")
    tags: list[str] = strawberry.field(default_factory=list, description="Tags to put on them.")
    client_mutation_id: str | None = strawberry.field(default=None, description=CLIENT_MUTATION_ID)


@strawberry.type(description="What came of beginning a test.")
class StartTestPayload:
    test: StudyTest | None = strawberry.field(default=None, description="The test; null when it was refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of beginning a placement test.")
class StartPlacementTestPayload:
    test: StudyTest | None = strawberry.field(
        default=None, description="The test with its first question; null when it was refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of an answer in a test.")
class AnswerTestQuestionPayload:
    test: StudyTest | None = strawberry.field(
        default=None, description="The test after it, with its next question; null when the answer was refused."
    )
    question: TestQuestion | None = strawberry.field(
        default=None, description="The question with its result; null when the answer was refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of ending a test.")
class FinishTestPayload:
    test: StudyTest | None = strawberry.field(default=None, description="The test with its score.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of making flashcards from a test.")
class CreateFlashcardsFromTestPayload:
    flashcards: list[Flashcard] = strawberry.field(
        default_factory=list, description="The new flashcards, in the order in which the test asked."
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list,
        description="One for each mistake that made no new flashcard, such as those that have one already.",
    )


@strawberry.type
class StudyTestMutations:
    @strawberry.mutation(
        description="Make a test of items or of one's own cards, and begin it.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def start_test(
        self, info: Info, input: Annotated[StartTestInput, strawberry.argument(description="What to ask.")]
    ) -> StartTestPayload:
        caller, settings = require_caller(info), info.context.services.settings
        if input.kind is StudyTestKind.PLACEMENT:
            raise KindIsBegunOtherwise
        request = StudyTestRequest(
            kind=input.kind,
            choice=_choice_of(input.from_),
            questions=input.questions,
            minutes=input.minutes,
            counts_as_review=input.counts_as_review,
        )
        async with info.context.unit_of_work() as work:
            row = await start_test(work, caller.user_id, request, settings, input.client_mutation_id)
        return StartTestPayload(test=StudyTest.from_row(row))

    @strawberry.mutation(
        description="Begin a test that finds the learner's level in as few questions as it takes.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def start_placement_test(
        self, info: Info, input: Annotated[StartPlacementTestInput, strawberry.argument(description="How.")]
    ) -> StartPlacementTestPayload:
        caller, settings = require_caller(info), info.context.services.settings
        async with info.context.unit_of_work() as work:
            row = await start_placement_test(work, caller.user_id, settings, input.client_mutation_id)
        return StartPlacementTestPayload(test=StudyTest.from_row(row))

    @strawberry.mutation(
        description="Answer a question of a test, in whichever order, and learn what is right. The last answer ends "
        "the test.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def answer_test_question(
        self, info: Info, input: Annotated[AnswerTestQuestionInput, strawberry.argument(description="The answer.")]
    ) -> AnswerTestQuestionPayload:
        caller, settings = require_caller(info), info.context.services.settings
        question_id = parse_id(input.question_id)
        if question_id is None:
            raise QuestionIsUnknown
        response = TestResponse(
            test_id=_test_id(input.test_id),
            question_id=question_id,
            option=_option_of(input.option_id),
            text=input.text,
            duration_ms=input.duration_ms,
        )
        async with info.context.unit_of_work() as work:
            answered = await answer_question(work, caller.user_id, response, settings, input.client_mutation_id)
        return AnswerTestQuestionPayload(
            test=StudyTest.from_row(answered.test), question=TestQuestion.from_row(answered.test, answered.question)
        )

    @strawberry.mutation(
        description="End a test before its last answer: what is not answered counts as not known. Ending again changes "
        "nothing.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def finish_test(
        self, info: Info, input: Annotated[FinishTestInput, strawberry.argument(description="Which one.")]
    ) -> FinishTestPayload:
        caller, settings = require_caller(info), info.context.services.settings
        async with info.context.unit_of_work() as work:
            row = await finish_test(work, caller.user_id, _test_id(input.test_id), settings)
        return FinishTestPayload(test=StudyTest.from_row(row))

    @strawberry.mutation(
        description="Make flashcards of what was not known in a test. A card that there is already stays as it is.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def create_flashcards_from_test(
        self,
        info: Info,
        input: Annotated[CreateFlashcardsFromTestInput, strawberry.argument(description="Which one, and where to.")],
    ) -> CreateFlashcardsFromTestPayload:
        caller, settings = require_caller(info), info.context.services.settings
        placing = placing_of(input.topic_id, input.deck_id, input.tags)
        async with info.context.unit_of_work() as work:
            test, items = await mistakes_of(work, caller.user_id, _test_id(input.test_id))
            if test.finished_at is None:
                raise StudyTestIsOpen
            if not items:
                return CreateFlashcardsFromTestPayload()
            wanted = NewFlashcards(items, placing=placing)
            outcome = await create_flashcards(work, caller.user_id, wanted, settings, input.client_mutation_id)
        refusals = [refused.at(("testId",)) for refused in outcome.refused]
        return CreateFlashcardsFromTestPayload(
            flashcards=[Flashcard.from_row(row) for row in outcome.created], user_errors=shown(refusals)
        )


def _choice_of(input: TestChoiceInput | None) -> StudyTestChoice:
    """Raises `ChoiceIsUnknown` for what cannot be an id."""
    if input is None:
        return StudyTestChoice()
    cards = CardChoice(
        topic_id=_key("topicId", input.topic_id),
        deck_id=_key("deckId", input.deck_id),
        tags=tuple(dict.fromkeys(input.tags)),
        level=input.level,
    )
    items = (
        *_items(ItemKind.WORD, "wordIds", input.word_ids),
        *_items(ItemKind.KANJI, "kanjiIds", input.kanji_ids),
        *_items(ItemKind.SENTENCE, "sentenceIds", input.sentence_ids),
    )
    return StudyTestChoice(cards, _key("lessonId", input.lesson_id), items)


def _items(kind: ItemKind, field: str, ids: Sequence[ID]) -> list[ItemRef]:
    keys = [_key(field, text) for text in dict.fromkeys(ids)]
    return [ItemRef(kind, key) for key in keys if key is not None]


def _key(field: str, text: ID | None) -> UUID | None:
    key = parse_id(text) if text is not None else None
    if text is not None and key is None:
        raise ChoiceIsUnknown(field, ("from",))
    return key


def _option_of(option_id: ID | None) -> int | None:
    if option_id is None:
        return None
    if not option_id.isdecimal() or len(option_id) > 2:
        raise AnswerDoesNotFit("This question has no such option.", "optionId")
    return int(option_id)


def _test_id(text: str) -> UUID:
    key = parse_id(text)
    if key is None:
        raise StudyTestIsUnknown(text)
    return key
