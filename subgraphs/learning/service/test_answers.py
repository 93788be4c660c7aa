"""Answers to the questions of tests, and what is made of mistakes."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from subgraphs.learning.examining.typed_answers import (
    LONGEST_ANSWER,
    Tolerance,
    judge_anything,
    judge_meaning,
    judge_reading,
    judge_text,
    meaning_forms,
    to_kana,
)
from subgraphs.learning.models.items import ItemKind, ItemRef
from subgraphs.learning.models.study_tests import (
    AnswerOutcome,
    QuestionForm,
    QuestionRow,
    StudyTestKind,
    StudyTestRow,
)
from subgraphs.learning.repository.flashcards import FlashcardRepository
from subgraphs.learning.repository.items import ItemRepository
from subgraphs.learning.repository.study_tests import StudyTestRepository
from subgraphs.learning.scheduling.memory import FlashcardState, Rating
from subgraphs.learning.service.performed_mutations import claim
from subgraphs.learning.service.placement import go_on
from subgraphs.learning.service.reviews import LONGEST_ANSWER_MS, ReviewRequest, review_flashcard
from subgraphs.learning.service.study_tests import complete
from subgraphs.learning.study_errors import (
    AnswerDoesNotFit,
    QuestionIsAnswered,
    QuestionIsUnknown,
    StudyTestIsOver,
    StudyTestIsUnknown,
)
from subgraphs.learning.study_test_settings import StudyTestSettings
from subgraphs.shared.unit_of_work import UnitOfWork

RATINGS = {
    AnswerOutcome.RIGHT: Rating.GOOD,
    AnswerOutcome.ALMOST: Rating.HARD,
    AnswerOutcome.WRONG: Rating.AGAIN,
    AnswerOutcome.SKIPPED: Rating.AGAIN,
}


@dataclass(frozen=True, slots=True)
class TestResponse:
    """Either an option or a text; neither: the learner does not know."""

    test_id: UUID
    question_id: UUID
    option: int | None = None
    """Its place among the options, from 0."""
    text: str | None = None
    duration_ms: int | None = None


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    test: StudyTestRow
    question: QuestionRow


async def answer_question(
    work: UnitOfWork,
    owner_id: UUID,
    response: TestResponse,
    settings: StudyTestSettings,
    client_mutation_id: str | None = None,
) -> AnsweredQuestion:
    """Judge an answer. The last one ends the test."""
    repository = StudyTestRepository(work.session)
    performed = await claim(work, owner_id, client_mutation_id, f"answer:{response.question_id}")
    test = await repository.locked(owner_id, response.test_id)
    if test is None:
        raise StudyTestIsUnknown(str(response.test_id))
    question = await repository.question(test.id, response.question_id)
    if performed is not None and not performed.is_new and question is not None:
        return AnsweredQuestion(test, question)
    if test.finished_at is not None or work.now > test.expires_at + settings.test_grace:
        raise StudyTestIsOver
    if question is None:
        raise QuestionIsUnknown
    if question.outcome is not None:
        raise QuestionIsAnswered
    await _take(work, test, question, response, settings)
    if test.counts_as_review:
        await _review(work, test, question)
    is_open = await go_on(work, test, settings) if test.kind == StudyTestKind.PLACEMENT else _has_more(test)
    if not is_open:
        await complete(work, test, work.now, settings)
    return AnsweredQuestion(test, question)


async def mistakes_of(work: UnitOfWork, owner_id: UUID, test_id: UUID) -> tuple[StudyTestRow, list[ItemRef]]:
    """The items of a test that were not answered rightly, in the order in which they were asked."""
    repository = StudyTestRepository(work.session)
    test = await repository.locked(owner_id, test_id)
    if test is None:
        raise StudyTestIsUnknown(str(test_id))
    questions = (await repository.questions([test.id])).get(test.id, [])
    refs = [
        ItemRef(ItemKind(question.item_kind), question.item_id)
        for question in questions
        if question.item_id is not None and question.outcome not in (AnswerOutcome.RIGHT, AnswerOutcome.ALMOST)
    ]
    return test, list(dict.fromkeys(refs))


async def _take(
    work: UnitOfWork, test: StudyTestRow, question: QuestionRow, response: TestResponse, settings: StudyTestSettings
) -> None:
    _refuse_misfit(question, response)
    if question.options and response.option is not None:
        answer: str | None = question.options[response.option]
        outcome = AnswerOutcome.RIGHT if answer in question.accepted else AnswerOutcome.WRONG
    elif response.text is not None and response.text.strip():
        answer, outcome = response.text, await _judged(work, question, response.text, settings)
    else:
        answer, outcome = None, AnswerOutcome.SKIPPED
    question.answer, question.outcome, question.answered_at = answer, outcome, work.now
    question.duration_ms = response.duration_ms
    test.answered += 1
    test.right_answers += outcome is AnswerOutcome.RIGHT
    test.almost_answers += outcome is AnswerOutcome.ALMOST
    await work.session.flush()


def _refuse_misfit(question: QuestionRow, response: TestResponse) -> None:
    if response.duration_ms is not None and not 0 <= response.duration_ms <= LONGEST_ANSWER_MS:
        raise AnswerDoesNotFit("An answer takes between nothing and a day.", "durationMs")
    if question.options and response.text is not None:
        raise AnswerDoesNotFit("This question is answered by one of its options.", "text")
    if not question.options and response.option is not None:
        raise AnswerDoesNotFit("This question is answered by a text.", "optionId")
    if response.option is not None and not 0 <= response.option < len(question.options):
        raise AnswerDoesNotFit("This question has no such option.", "optionId")
    if response.text is not None and len(response.text) > LONGEST_ANSWER:
        raise AnswerDoesNotFit(f"An answer has at most {LONGEST_ANSWER} characters.", "text")


async def _judged(work: UnitOfWork, question: QuestionRow, text: str, settings: StudyTestSettings) -> AnswerOutcome:
    tolerance = Tolerance(settings.test_letters_per_typo, settings.test_kana_per_typo)
    if question.item_id is None:
        return judge_anything(text, question.accepted, tolerance)
    match QuestionForm(question.form):
        case QuestionForm.TEXT_TO_READING:
            return judge_reading(text, question.accepted, tolerance)
        case QuestionForm.MEANING_TO_TEXT:
            return await _judged_word(work, question, text, tolerance)
        case QuestionForm.TEXT_TO_MEANING | QuestionForm.SPEECH_TO_MEANING:
            return judge_meaning(text, question.accepted, tolerance)


async def _judged_word(work: UnitOfWork, question: QuestionRow, text: str, tolerance: Tolerance) -> AnswerOutcome:
    """Another word that means the same is right too."""
    repository = ItemRepository(work.session)
    item = next(iter((await repository.by_ids([question.item_id] if question.item_id else [])).values()), None)
    classes: Sequence[str] = item.details.get("partsOfSpeech", ()) if item is not None else ()
    outcome = judge_text(
        text, question.accepted, tolerance, is_noun="VERB" not in classes and "ADJECTIVE" not in classes
    )
    if outcome is AnswerOutcome.RIGHT or item is None:
        return outcome
    written = await repository.by_texts([text.strip()])
    read = await repository.by_readings([to_kana(text)])
    wanted = set(meaning_forms(item.meanings))
    others = [other for found in (*written.values(), *read.values()) for other in found]
    return AnswerOutcome.RIGHT if any(wanted & set(meaning_forms(one.meanings)) for one in others) else outcome


async def _review(work: UnitOfWork, test: StudyTestRow, question: QuestionRow) -> None:
    """Let the answer count for the learner's card, if it is due: one that is not would come too early to tell."""
    if question.flashcard_id is None or question.outcome is None:
        return
    card = await FlashcardRepository(work.session).locked(question.flashcard_id, test.owner_id)
    if card is None or card.state == FlashcardState.NEW or card.due > work.now:
        return
    request = ReviewRequest(
        card.id, RATINGS[AnswerOutcome(question.outcome)], None, question.duration_ms, session_id=test.id
    )
    await review_flashcard(work, test.owner_id, request)


def _has_more(test: StudyTestRow) -> bool:
    return test.answered < test.question_count
