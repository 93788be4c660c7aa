"""How a card of Anki is scheduled, and the same in our words.

    type    0 new, 1 learning, 2 review, 3 relearning
    queue   as the type; 3 learning with a whole day ahead; -1 suspended, -2 buried by a sibling, -3 buried by hand
    due     new: its position; learning: seconds since 1970; review, and learning by days: days since day 0
    ivl     days; in the log negative where it is seconds
    factor  SM-2's ease in thousandths
    data    JSON; `s` and `d` are what FSRS calls stability and difficulty

What is due on a day is due when that day begins, in the zone of whoever made the package: day 0 began at `created`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from subgraphs.learning.anki.collection import Answer, Card

NEW, LEARNING, REVIEW, RELEARNING = "NEW", "LEARNING", "REVIEW", "RELEARNING"
_STATES = (NEW, LEARNING, REVIEW, RELEARNING)
_RATINGS = {1: "AGAIN", 2: "HARD", 3: "GOOD", 4: "EASY"}
_EASES = {name: ease for ease, name in _RATINGS.items()}
SUSPENDED, BURIED_WITH_SIBLING, BURIED_BY_HAND, BY_DAYS = -1, -2, -3, 3
_DAY = 86_400
_FIRST_SECOND = 1_000_000_000
"""Of what can only be an instant; days are never counted so far."""

_FARTHEST = timedelta(days=36_500)
_MIDDLE_DIFFICULTY = 5.0
_LEAST_EASE = 1.3
_USUAL_FACTOR = 2_500
_MANUAL_ANSWER = 4
_LONGEST_ANSWER_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a card comes back and what is known of the memory of it."""

    state: str
    due: datetime
    step: int | None
    stability: float | None
    difficulty: float | None
    ease: float | None
    interval_days: float | None
    last_reviewed_at: datetime | None
    reps: int
    lapses: int
    is_suspended: bool = False
    is_buried: bool = False


@dataclass(frozen=True, slots=True)
class PastReview:
    """An entry of the log that was an answer."""

    rating: str
    reviewed_at: datetime
    milliseconds: int
    state_before: str
    state_after: str
    due: datetime
    algorithm: str
    interval_days: float


def schedule_of(card: Card, answers: Sequence[Answer], created: int, now: datetime) -> Schedule:
    """In our words. `answers` are those of the card, in their order."""
    reviews = reviews_of(answers)
    state = _STATES[card.type] if 0 <= card.type < len(_STATES) else NEW
    if state == NEW:
        return _new(card, now)
    stability, difficulty = _memory(card, state)
    last = reviews[-1].reviewed_at if reviews else None
    return Schedule(
        state=state,
        due=_due(card, created, now),
        step=None if state == REVIEW else _step(card, state),
        stability=stability,
        difficulty=difficulty,
        ease=max(card.factor / 1000, _LEAST_EASE) if card.factor >= 1_000 * _LEAST_EASE else None,
        interval_days=float(card.interval) if state == REVIEW and card.interval > 0 else None,
        last_reviewed_at=last or _before(_due(card, created, now), card.interval, now),
        reps=max(card.reps, len(reviews)),
        lapses=max(card.lapses, 0),
        is_suspended=card.queue == SUSPENDED,
        is_buried=card.queue in (BURIED_WITH_SIBLING, BURIED_BY_HAND),
    )


def new_schedule(now: datetime) -> Schedule:
    """Of a card that nobody has answered."""
    return Schedule(NEW, now, 0, None, None, None, None, None, 0, 0)


def reviews_of(answers: Sequence[Answer]) -> list[PastReview]:
    """The answers among the entries of the log of one card: what was rescheduled by hand is none."""
    reviews: list[PastReview] = []
    state = NEW
    for answer in answers:
        if not is_review(answer):
            continue
        before = NEW if not reviews else _state_before(answer, state)
        state = _state_after(answer, before)
        at = instant_of(answer.id)
        days = _days(answer.interval)
        reviews.append(
            PastReview(
                rating=_RATINGS[answer.ease],
                reviewed_at=at,
                milliseconds=min(max(answer.milliseconds, 0), _LONGEST_ANSWER_MS),
                state_before=before,
                state_after=state,
                due=at + timedelta(days=days),
                algorithm="SM2" if answer.factor >= 1_000 * _LEAST_EASE else "FSRS",
                interval_days=days,
            )
        )
    return reviews


def is_review(answer: Answer) -> bool:
    return answer.ease in _RATINGS and answer.type < _MANUAL_ANSWER and 0 < answer.id < 253_000_000_000_000


def instant_of(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=milliseconds)


def milliseconds_of(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class CardNumbers:
    """What Anki keeps of a schedule."""

    type: int
    queue: int
    due: int
    interval: int
    factor: int
    left: int
    data: str


def numbers_of(schedule: Schedule, position: int, created: int) -> CardNumbers:
    """In Anki's words: `position` is the card's place among the new ones, `created` the start of day 0."""
    kind = _STATES.index(schedule.state)
    hidden = SUSPENDED if schedule.is_suspended else BURIED_BY_HAND if schedule.is_buried else None
    if schedule.state == NEW:
        return CardNumbers(kind, kind if hidden is None else hidden, position, 0, 0, 0, "{}")
    is_review = schedule.state == REVIEW
    return CardNumbers(
        type=kind,
        queue=hidden if hidden is not None else (2 if is_review else 1),
        due=day_of(schedule.due, created) if is_review else int(schedule.due.timestamp()),
        interval=_whole_days(schedule) if is_review else 0,
        factor=round(schedule.ease * 1000) if schedule.ease is not None else _USUAL_FACTOR,
        left=0 if is_review else 1_001 if schedule.step or schedule.state == RELEARNING else 1_002,
        data=_data_of(schedule),
    )


def day_of(due: datetime, created: int) -> int:
    return (int(due.timestamp()) - created) // _DAY


def moved(card: Card, from_created: int, to_created: int) -> int:
    """What `due` of a card is where days are counted from another day 0."""
    if card.type == 0 or not _counts_days(card):
        return card.due
    return card.due + round((from_created - to_created) / _DAY)


def answer_of(review: PastReview, milliseconds: int, card_id: int, last: PastReview | None) -> Answer:
    """An entry of the log, for one that Anki never saw."""
    kind = {NEW: 0, LEARNING: 0, REVIEW: 1, RELEARNING: 2}[review.state_before]
    return Answer(
        id=milliseconds,
        card_id=card_id,
        ease=_EASES[review.rating],
        interval=_interval(review),
        last_interval=_interval(last) if last is not None else 0,
        factor=_USUAL_FACTOR if review.algorithm == "SM2" else 0,
        milliseconds=review.milliseconds,
        type=kind,
    )


def _new(card: Card, now: datetime) -> Schedule:
    fresh = new_schedule(now)
    return Schedule(
        NEW, fresh.due, 0, None, None, None, None, None, 0, 0,
        card.queue == SUSPENDED, card.queue in (BURIED_WITH_SIBLING, BURIED_BY_HAND),
    )  # fmt: skip


def _counts_days(card: Card) -> bool:
    return (card.type == _STATES.index(REVIEW) or card.queue == BY_DAYS) and card.due < _FIRST_SECOND


def _due(card: Card, created: int, now: datetime) -> datetime:
    is_instant = card.due >= _FIRST_SECOND or not (_counts_days(card) or card.queue < 0)
    seconds = card.due if is_instant else created + card.due * _DAY
    latest, earliest = now + _FARTHEST, now - _FARTHEST
    bounded = min(max(seconds, int(earliest.timestamp())), int(latest.timestamp()))
    return datetime.fromtimestamp(bounded, UTC)


def _before(due: datetime, days: int, now: datetime) -> datetime:
    """When a card was answered of which only the next time is known."""
    return min(due - timedelta(days=min(max(days, 0), _FARTHEST.days)), now)


def _step(card: Card, state: str) -> int:
    """The steps of the package's owner are not ours: what counts is whether it is the last one."""
    remaining = card.left % 1000
    return 1 if state == LEARNING and remaining <= 1 else 0


def _memory(card: Card, state: str) -> tuple[float | None, float | None]:
    """What FSRS knew; where it never worked, the interval says how long the memory was believed to last."""
    known = _data(card.data)
    stability, difficulty = known.get("s"), known.get("d")
    if isinstance(stability, int | float) and isinstance(difficulty, int | float) and stability > 0:
        return min(float(stability), 36_500.0), min(max(float(difficulty), 1.0), 10.0)
    if state in (REVIEW, RELEARNING):
        return float(min(max(card.interval, 1), 36_500)), _MIDDLE_DIFFICULTY
    return None, None


def _data(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _data_of(schedule: Schedule) -> str:
    if schedule.stability is None or schedule.difficulty is None:
        return "{}"
    return json.dumps({"s": round(schedule.stability, 4), "d": round(schedule.difficulty, 3)}, separators=(",", ":"))


def _whole_days(schedule: Schedule) -> int:
    if schedule.interval_days is not None:
        return max(round(schedule.interval_days), 1)
    if schedule.last_reviewed_at is None:
        return 1
    return max(round((schedule.due - schedule.last_reviewed_at) / timedelta(days=1)), 1)


def _state_before(answer: Answer, carried: str) -> str:
    return {0: LEARNING, 1: REVIEW, 2: RELEARNING}.get(answer.type, carried)


def _state_after(answer: Answer, before: str) -> str:
    if answer.interval > 0:
        return REVIEW
    return RELEARNING if before in (REVIEW, RELEARNING) else LEARNING


def _days(interval: int) -> float:
    days = float(interval) if interval >= 0 else -interval / _DAY
    return min(days, float(_FARTHEST.days))


def _interval(review: PastReview) -> int:
    return round(review.interval_days) if review.state_after == REVIEW else -round(review.interval_days * _DAY)
