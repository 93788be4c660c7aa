"""Tests: beginning and ending them. `test_answers.py` has what lies between.

A test is made whole when it begins, from a seed that is kept with it, so that it can be gone on with anywhere and asks
the same whoever looks. What is right is told of a question only once it is answered or the test is over.
"""

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from subgraphs.learning.events.study_tests import TestAnswer, TestCompleted
from subgraphs.learning.examining.questions import QuestionDraft, Subject, make_question
from subgraphs.learning.models.items import ItemKind
from subgraphs.learning.models.study_choices import StudyTestChoice
from subgraphs.learning.models.study_tests import (
    AnswerOutcome,
    QuestionRow,
    StudyTestKind,
    StudyTestRow,
    StudyTestStatus,
)
from subgraphs.learning.repository.study_material import StudyMaterialRepository
from subgraphs.learning.repository.study_tests import StudyTestRepository
from subgraphs.learning.service.abilities import Difficulties, difficulties_of, learn_from_answers
from subgraphs.learning.service.performed_mutations import claim
from subgraphs.learning.service.question_material import material_for, subjects_of
from subgraphs.learning.study_errors import LimitIsOutOfRange, NothingToAsk, StudyTestIsUnknown, TooManyOpenTests
from subgraphs.learning.study_test_settings import StudyTestSettings
from subgraphs.shared.errors import raise_refusals
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork

_SPARE = 2
"""Times as many subjects as questions are drawn: of some, no question can be made."""
_UNKNOWN_DIFFICULTY = 0.0
_LANGUAGE = "ja"


@dataclass(frozen=True, slots=True)
class StudyTestRequest:
    kind: StudyTestKind
    choice: StudyTestChoice
    questions: int | None = None
    minutes: int | None = None
    counts_as_review: bool = False


async def start_test(
    work: UnitOfWork,
    owner_id: UUID,
    request: StudyTestRequest,
    settings: StudyTestSettings,
    client_mutation_id: str | None = None,
    seed: int | None = None,
) -> StudyTestRow:
    """Make a test. `seed` is for those who want the same one again."""
    repository = StudyTestRepository(work.session)
    performed = await claim(work, owner_id, client_mutation_id, "test:" + sha256(repr(request).encode()).hexdigest())
    if performed is not None and not performed.is_new:
        return (await repository.by_ids([UUID(performed.row.result)]))[UUID(performed.row.result)]
    _check(request, settings)
    await refuse_too_many(work, owner_id, settings)
    test = test_row(owner_id, request.kind, work.now, settings, request.minutes, seed)
    test.chosen_from, test.counts_as_review = request.choice.to_json(), request.counts_as_review
    questions = await _questions(work, test, request, settings)
    if not questions:
        raise NothingToAsk
    test.question_count = len(questions)
    await repository.add(test, questions)
    if performed is not None:
        performed.row.result = str(test.id)
    return test


async def finish_test(work: UnitOfWork, owner_id: UUID, test_id: UUID, settings: StudyTestSettings) -> StudyTestRow:
    """End a test; what is not answered counts as not known. Ending what is over changes nothing."""
    test = await StudyTestRepository(work.session).locked(owner_id, test_id)
    if test is None:
        raise StudyTestIsUnknown(str(test_id))
    if test.finished_at is None:
        await complete(work, test, work.now, settings)
    return test


async def finish_expired(work: UnitOfWork, settings: StudyTestSettings, count: int) -> int:
    """End up to `count` tests whose time is over; how many that were."""
    expired = await StudyTestRepository(work.session).locked_expired(work.now - settings.test_grace, count)
    for test in expired:
        await complete(work, test, test.expires_at, settings)
    return len(expired)


async def complete(work: UnitOfWork, test: StudyTestRow, finished_at: datetime, settings: StudyTestSettings) -> None:
    is_expired = work.now > test.expires_at + settings.test_grace
    test.status = StudyTestStatus.EXPIRED if is_expired else StudyTestStatus.FINISHED
    test.finished_at = finished_at
    if test.kind == StudyTestKind.PLACEMENT:
        test.question_count = test.answered
    questions = (await StudyTestRepository(work.session).questions([test.id])).get(test.id, [])
    await learn_from_answers(work, test.owner_id, questions, settings)
    work.announce(_completed(test, finished_at, is_expired, questions))


async def refuse_too_many(work: UnitOfWork, owner_id: UUID, settings: StudyTestSettings) -> None:
    if await StudyTestRepository(work.session).count_open(owner_id) >= settings.test_open:
        raise TooManyOpenTests(settings.test_open)


def test_row(
    owner_id: UUID,
    kind: StudyTestKind,
    now: datetime,
    settings: StudyTestSettings,
    minutes: int | None = None,
    seed: int | None = None,
) -> StudyTestRow:
    lifetime = timedelta(minutes=minutes) if minutes is not None else settings.test_lifetime
    return StudyTestRow(
        id=new_id(),
        owner_id=owner_id,
        kind=kind,
        status=StudyTestStatus.OPEN,
        chosen_from={},
        seed=secrets.randbits(62) if seed is None else seed,
        question_count=0,
        time_limit_seconds=minutes * 60 if minutes is not None else None,
        counts_as_review=False,
        started_at=now,
        expires_at=now + lifetime,
        answered=0,
        right_answers=0,
        almost_answers=0,
    )


def question_row(
    test: StudyTestRow, position: int, subject: Subject, draft: QuestionDraft, difficulties: Difficulties
) -> QuestionRow:
    item, card = subject.item, subject.card
    return QuestionRow(
        id=new_id(),
        test_id=test.id,
        position=position,
        form=draft.form,
        skill=draft.skill,
        item_kind=item.kind if item is not None else ItemKind.FREE,
        item_id=item.id if item is not None else None,
        flashcard_id=card.id if card is not None else None,
        text=draft.text,
        marked=draft.marked,
        speech=draft.speech,
        audio_id=card.audio_id if card is not None and draft.speech is not None else None,
        language=item.language if item is not None else _LANGUAGE,
        options=list(draft.options),
        accepted=list(draft.accepted),
        difficulty=difficulties.of(item) if item is not None else _UNKNOWN_DIFFICULTY,
        guessing=draft.guessing,
    )


def score_of(test: StudyTestRow) -> float:
    """What was right, and half of what was almost right, of all questions."""
    return (test.right_answers + test.almost_answers / 2) / test.question_count if test.question_count else 0.0


def _check(request: StudyTestRequest, settings: StudyTestSettings) -> None:
    limits = (
        ("questions", request.questions, settings.test_most_questions),
        ("minutes", request.minutes, settings.test_most_minutes),
    )
    raise_refusals(
        [LimitIsOutOfRange(name, most) for name, value, most in limits if value is not None and not 1 <= value <= most]
    )


async def _questions(
    work: UnitOfWork, test: StudyTestRow, request: StudyTestRequest, settings: StudyTestSettings
) -> list[QuestionRow]:
    rng = random.Random(test.seed)  # noqa: S311 - an order, no secret
    count = request.questions or settings.test_questions
    subjects = await subjects_of(work, test.owner_id, request.kind, request.choice, count * _SPARE, rng)
    material = await material_for(work.session, test.owner_id, subjects, rng)
    items = [subject.item for subject in subjects if subject.item is not None]
    difficulties = await difficulties_of(StudyMaterialRepository(work.session, test.owner_id), items)
    rng.shuffle(subjects)
    rows: list[QuestionRow] = []
    for subject in subjects:
        draft = make_question(request.kind, subject, material, rng) if len(rows) < count else None
        if draft is not None:
            rows.append(question_row(test, len(rows), subject, draft, difficulties))
    return rows


def _completed(
    test: StudyTestRow, finished_at: datetime, is_expired: bool, questions: Sequence[QuestionRow]
) -> TestCompleted:
    return TestCompleted(
        learner_id=test.owner_id,
        test_id=test.id,
        kind=test.kind,
        is_expired=is_expired,
        score=score_of(test),
        question_count=test.question_count,
        right_answers=test.right_answers,
        started_at=test.started_at,
        finished_at=finished_at,
        level=test.level,
        answers=[
            TestAnswer(
                item_kind=question.item_kind,
                item_id=question.item_id,
                skill=question.skill,
                outcome=question.outcome,
                is_correct=question.outcome == AnswerOutcome.RIGHT,
            )
            for question in questions
            if question.outcome is not None
        ],
    )
