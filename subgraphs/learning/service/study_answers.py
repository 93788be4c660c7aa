"""Answers within study sessions: what they do to the queue and to the summary."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from subgraphs.learning.errors import FlashcardIsUnknown
from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.reviews import ReviewRow
from subgraphs.learning.models.study_sessions import (
    StudySessionCardRow,
    StudySessionEnd,
    StudySessionKind,
    StudySessionRow,
    StudySessionStatus,
)
from subgraphs.learning.repository.flashcards import FlashcardRepository
from subgraphs.learning.repository.reviews import ReviewRepository
from subgraphs.learning.repository.study_sessions import StudySessionRepository
from subgraphs.learning.scheduling.memory import FlashcardState, Rating
from subgraphs.learning.service.performed_mutations import claim
from subgraphs.learning.service.reviews import ReviewOutcome, ReviewRequest, review_flashcard
from subgraphs.learning.service.study_sessions import finish, locked_open_session, tell
from subgraphs.learning.study_errors import (
    CardIsNotAsked,
    PositionIsStale,
    StudySessionIsElsewhere,
    StudySessionIsPaused,
    StudySessionIsUnknown,
)
from subgraphs.learning.study_session_settings import StudySessionSettings
from subgraphs.shared.errors import Refusal, raise_refusals
from subgraphs.shared.unit_of_work import UnitOfWork

_SHORT_STEPS = (FlashcardState.LEARNING, FlashcardState.RELEARNING)


@dataclass(frozen=True, slots=True)
class SessionAnswer:
    session_id: UUID
    flashcard_id: UUID
    rating: Rating
    duration_ms: int | None = None
    device: str | None = None
    """None: a client that does not tell devices apart."""
    position: int | None = None
    """How many answers the client knows of; None: it does not care."""


@dataclass(frozen=True, slots=True)
class AnsweredCard:
    session: StudySessionRow
    flashcard: FlashcardRow | None
    """None when a repeated mutation named a card that is gone."""
    review: ReviewRow | None
    """None where the session does not change schedules."""


async def answer_card(
    work: UnitOfWork,
    owner_id: UUID,
    answer: SessionAnswer,
    settings: StudySessionSettings,
    client_mutation_id: str | None = None,
) -> AnsweredCard:
    """Take an answer to a card that the session asks. Cramming changes no schedule."""
    performed = await claim(work, owner_id, client_mutation_id, f"study:{answer.session_id}:{answer.flashcard_id}")
    flashcards = FlashcardRepository(work.session)
    if performed is not None and not performed.is_new:
        return await _answered_before(work, owner_id, answer, performed.row.result)
    # The card before the session, as where answers are recorded: two who hold one each would wait for each other.
    flashcard = await flashcards.locked(answer.flashcard_id, owner_id)
    session = await locked_open_session(work, owner_id, answer.session_id)
    raise_refusals(_refusals(session, answer))
    queued = await StudySessionRepository(work.session).queued([session.id], [answer.flashcard_id])
    entry = queued.get((session.id, answer.flashcard_id))
    if entry is None or entry.is_done:
        raise CardIsNotAsked
    if session.kind == StudySessionKind.CRAM:
        outcome = ReviewOutcome(flashcard, None)
    else:
        request = ReviewRequest(
            answer.flashcard_id, answer.rating, duration_ms=answer.duration_ms, session_id=answer.session_id
        )
        outcome = await review_flashcard(work, owner_id, request)
    if outcome.flashcard is None:
        raise FlashcardIsUnknown(str(answer.flashcard_id))
    if performed is not None and outcome.review is not None:
        performed.row.result = str(outcome.review.id)
    _spend_time(session, work.now, settings)
    _count(session, entry, answer.rating, outcome.review, 1)
    await _queue_again(work, session, entry, answer.rating, outcome.flashcard, settings)
    await _finish_when_done(work, session)
    tell(work, session)
    return AnsweredCard(session, outcome.flashcard, outcome.review)


async def follow_reviews(
    work: UnitOfWork,
    owner_id: UUID,
    reviewed: Sequence[tuple[FlashcardRow, ReviewRow]],
    settings: StudySessionSettings,
) -> None:
    """Let sessions know of answers that were recorded outside of them, such as those that a device gave offline.

    Those of a session that is unknown, or somebody else's, count for none. A session that is over gets the figures.
    """
    sessions, entries = await _named_in(work, owner_id, [review for _, review in reviewed])
    for flashcard, review in reviewed:
        session = sessions.get(review.session_id) if review.session_id else None
        if session is None:
            continue
        entry = entries.get((session.id, flashcard.id))
        longest = settings.study_longest_pause
        session.active_ms += _ms(min(timedelta(milliseconds=review.duration_ms or 0), longest))
        session.last_active_at = max(session.last_active_at, review.reviewed_at)
        _count(session, entry, Rating(review.rating), review, 1)
        if entry is not None:
            await _queue_again(work, session, entry, Rating(review.rating), flashcard, settings)
    for session in sessions.values():
        if session.finished_at is None:
            await _finish_when_done(work, session)
        tell(work, session)


async def take_back_reviews(work: UnitOfWork, owner_id: UUID, reviews: Sequence[ReviewRow]) -> None:
    """Forget answers that were undone: their sessions, while open, ask the cards again."""
    sessions, entries = await _named_in(work, owner_id, reviews)
    for review in reviews:
        session = sessions.get(review.session_id) if review.session_id else None
        if session is None:
            continue
        entry = entries.get((session.id, review.flashcard_id))
        _count(session, entry, Rating(review.rating), review, -1)
        if entry is not None:
            entry.is_done, entry.comes_back_at = False, work.now
    for session in sessions.values():
        tell(work, session)


async def _named_in(
    work: UnitOfWork, owner_id: UUID, reviews: Sequence[ReviewRow]
) -> tuple[dict[UUID, StudySessionRow], dict[tuple[UUID, UUID], StudySessionCardRow]]:
    session_ids = {review.session_id for review in reviews if review.session_id is not None}
    if not session_ids:
        return {}, {}
    repository = StudySessionRepository(work.session)
    sessions = await repository.locked(owner_id, list(session_ids))
    return sessions, await repository.queued(list(sessions), [review.flashcard_id for review in reviews])


async def _answered_before(work: UnitOfWork, owner_id: UUID, answer: SessionAnswer, review_id: str) -> AnsweredCard:
    session = (await StudySessionRepository(work.session).locked(owner_id, [answer.session_id])).get(answer.session_id)
    if session is None:
        raise StudySessionIsUnknown(str(answer.session_id))
    flashcard = await FlashcardRepository(work.session).locked(answer.flashcard_id, owner_id)
    review = await ReviewRepository(work.session).by_id(UUID(review_id)) if review_id else None
    return AnsweredCard(session, flashcard, review)


def _refusals(session: StudySessionRow, answer: SessionAnswer) -> list[Refusal]:
    if session.status == StudySessionStatus.PAUSED:
        return [StudySessionIsPaused()]
    if answer.device is not None and session.device is not None and answer.device != session.device:
        return [StudySessionIsElsewhere()]
    if answer.position is not None and answer.position != session.position:
        return [PositionIsStale()]
    return []


def _spend_time(session: StudySessionRow, now: datetime, settings: StudySessionSettings) -> None:
    """The time since the last answer, which is study as long as it is no break."""
    session.active_ms += _ms(min(now - session.last_active_at, settings.study_longest_pause))
    session.last_active_at = now


def _count(
    session: StudySessionRow, entry: StudySessionCardRow | None, rating: Rating, review: ReviewRow | None, by: int
) -> None:
    """Put an answer into the figures, or with -1 take it out of them again."""
    is_right = rating is not Rating.AGAIN
    state_before = review.state_before if review is not None else None
    session.position += by
    session.right_answers += by * is_right
    session.new_cards += by * (state_before == FlashcardState.NEW)
    session.lapses += by * (state_before == FlashcardState.REVIEW and not is_right)
    if entry is not None:
        entry.answers += by
        entry.wrong_answers += by * (not is_right)


async def _queue_again(
    work: UnitOfWork,
    session: StudySessionRow,
    entry: StudySessionCardRow,
    rating: Rating,
    flashcard: FlashcardRow,
    settings: StudySessionSettings,
) -> None:
    """Let a card come back that was not recalled in cramming, or that is due again within the session."""
    if session.kind == StudySessionKind.CRAM:
        entry.is_done = rating is not Rating.AGAIN
        if not entry.is_done:
            entry.position = await StudySessionRepository(work.session).last_position(session.id) + 1
            entry.comes_back_at = None
        return
    is_soon = flashcard.due <= work.now + settings.study_learn_ahead
    entry.is_done = not (flashcard.state in _SHORT_STEPS and is_soon)
    entry.comes_back_at = None if entry.is_done else flashcard.due


async def _finish_when_done(work: UnitOfWork, session: StudySessionRow) -> None:
    if session.minutes is not None and session.active_ms >= _ms(timedelta(minutes=session.minutes)):
        finish(work, session, StudySessionEnd.TIME_IS_UP, work.now)
        return
    await work.session.flush()
    waiting = await StudySessionRepository(work.session).count_waiting([session.id], work.now)
    if not waiting.get(session.id):
        finish(work, session, StudySessionEnd.NOTHING_LEFT, work.now)


def _ms(duration: timedelta) -> int:
    return duration // timedelta(milliseconds=1)
