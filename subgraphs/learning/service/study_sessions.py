"""Study sessions: beginning, pausing, going on with and ending them.

What a session asks next is kept here, not on the device: a queue that is fixed in the beginning and to which cards
return that were not recalled or are on short learning steps. A learner has one session open at a time, on one device.
A device that takes it over becomes the one that may answer; answers of the other are refused until it takes it back.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from subgraphs.learning.events.study_sessions import StudySessionCompleted, StudySessionStarted
from subgraphs.learning.models.study_choices import CardChoice
from subgraphs.learning.models.study_sessions import (
    StudySessionEnd,
    StudySessionKind,
    StudySessionRow,
    StudySessionStatus,
)
from subgraphs.learning.repository.study_choices import StudyChoiceRepository
from subgraphs.learning.repository.study_sessions import StudySessionRepository
from subgraphs.learning.service.daily_limits import allowance_of
from subgraphs.learning.service.performed_mutations import claim
from subgraphs.learning.service.preferences import study_rules_of
from subgraphs.learning.study_errors import (
    ChoiceIsUnknown,
    DeviceNameIsTooLong,
    LimitIsOutOfRange,
    NothingToStudy,
    StudySessionIsOpen,
    StudySessionIsOver,
    StudySessionIsUnknown,
)
from subgraphs.learning.study_session_settings import StudySessionSettings
from subgraphs.shared.errors import Refusal, raise_refusals
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork

LONGEST_DEVICE_NAME = 100


@dataclass(frozen=True, slots=True)
class SessionRequest:
    kind: StudySessionKind
    choice: CardChoice = field(default_factory=CardChoice)
    cards: int | None = None
    minutes: int | None = None
    device: str | None = None
    replaces_open: bool = False


def session_channel(owner_id: UUID) -> str:
    return f"study-session:{owner_id}"


async def start_session(
    work: UnitOfWork,
    owner_id: UUID,
    request: SessionRequest,
    settings: StudySessionSettings,
    client_mutation_id: str | None = None,
) -> StudySessionRow:
    """Queue what was chosen and begin."""
    repository = StudySessionRepository(work.session)
    performed = await claim(work, owner_id, client_mutation_id, "study:" + _digest(request))
    if performed is not None and not performed.is_new:
        return (await repository.by_ids([UUID(performed.row.result)]))[UUID(performed.row.result)]
    await _check(work, owner_id, request, settings)
    if (earlier := await repository.locked_open(owner_id)) is not None:
        if not request.replaces_open:
            raise StudySessionIsOpen
        finish(work, earlier, StudySessionEnd.REPLACED, work.now)
        await work.session.flush()
    row = _session_row(owner_id, request, work.now)
    cards = await _queue(work, row, request, settings)
    if not cards:
        raise NothingToStudy
    row.card_count = len(cards)
    if not await repository.add(row, cards):
        raise StudySessionIsOpen
    if performed is not None:
        performed.row.result = str(row.id)
    _announce_start(work, row)
    return row


async def pause_session(work: UnitOfWork, owner_id: UUID, session_id: UUID) -> StudySessionRow:
    """Stop its time. Pausing what is paused changes nothing."""
    row = await locked_open_session(work, owner_id, session_id)
    if row.status == StudySessionStatus.ACTIVE:
        row.status, row.paused_at, row.last_active_at = StudySessionStatus.PAUSED, work.now, work.now
        tell(work, row)
    return row


async def resume_session(work: UnitOfWork, owner_id: UUID, session_id: UUID, device: str | None) -> StudySessionRow:
    """Go on with it, on this device from now on."""
    _check_device(device)
    row = await locked_open_session(work, owner_id, session_id)
    row.status, row.paused_at, row.last_active_at, row.device = StudySessionStatus.ACTIVE, None, work.now, device
    tell(work, row)
    return row


async def finish_session(work: UnitOfWork, owner_id: UUID, session_id: UUID) -> StudySessionRow:
    """End it. Ending what is over changes nothing."""
    row = (await StudySessionRepository(work.session).locked(owner_id, [session_id])).get(session_id)
    if row is None:
        raise StudySessionIsUnknown(str(session_id))
    if row.finished_at is None:
        finish(work, row, StudySessionEnd.BY_LEARNER, work.now)
    return row


async def finish_idle(work: UnitOfWork, settings: StudySessionSettings, count: int) -> int:
    """End up to `count` sessions that were left open; how many that were."""
    repository = StudySessionRepository(work.session)
    idle = await repository.locked_idle(work.now - settings.study_idle, work.now - settings.study_paused_idle, count)
    for row in idle:
        finish(work, row, StudySessionEnd.IDLE, row.last_active_at)
    return len(idle)


async def locked_open_session(work: UnitOfWork, owner_id: UUID, session_id: UUID) -> StudySessionRow:
    row = (await StudySessionRepository(work.session).locked(owner_id, [session_id])).get(session_id)
    if row is None:
        raise StudySessionIsUnknown(str(session_id))
    if row.finished_at is not None:
        raise StudySessionIsOver
    return row


def finish(work: UnitOfWork, row: StudySessionRow, reason: StudySessionEnd, finished_at: datetime) -> None:
    row.status, row.finished_at, row.end_reason = StudySessionStatus.FINISHED, finished_at, reason
    work.announce(
        StudySessionCompleted(
            learner_id=row.owner_id,
            session_id=row.id,
            kind=row.kind,
            started_at=row.started_at,
            finished_at=finished_at,
            end_reason=reason,
            answers=row.position,
            right_answers=row.right_answers,
            new_cards=row.new_cards,
            lapses=row.lapses,
            active_ms=row.active_ms,
        )
    )
    tell(work, row)


def tell(work: UnitOfWork, row: StudySessionRow) -> None:
    """Let the learner's other devices know."""
    work.publish_live(session_channel(row.owner_id), {"sessionId": str(row.id)})


async def _check(work: UnitOfWork, owner_id: UUID, request: SessionRequest, settings: StudySessionSettings) -> None:
    _check_device(request.device)
    found: list[Refusal] = []
    for name, value, most in (
        ("cardLimit", request.cards, settings.study_most_cards),
        ("minutes", request.minutes, settings.study_most_minutes),
    ):
        if value is not None and not 1 <= value <= most:
            found.append(LimitIsOutOfRange(name, most))
    unknown = await StudyChoiceRepository(work.session).unknown(owner_id, request.choice)
    raise_refusals([*found, *(ChoiceIsUnknown(name) for name in unknown)])


def _check_device(device: str | None) -> None:
    if device is not None and len(device) > LONGEST_DEVICE_NAME:
        raise DeviceNameIsTooLong(LONGEST_DEVICE_NAME)


async def _queue(
    work: UnitOfWork, row: StudySessionRow, request: SessionRequest, settings: StudySessionSettings
) -> list[UUID]:
    repository, owner_id, choice, now = StudySessionRepository(work.session), row.owner_id, request.choice, work.now
    count = request.cards or settings.study_cards
    if request.kind is StudySessionKind.CRAM:
        crammed = await repository.crammed_ids(owner_id, choice, now, count)
        random.Random(row.id.int).shuffle(crammed)  # noqa: S311 - an order, no secret
        return crammed
    rules = await study_rules_of(work.session, owner_id)
    allowance = await allowance_of(work.session, owner_id, rules, now)
    due: list[UUID] = []
    new: list[UUID] = []
    if request.kind is not StudySessionKind.NEW:
        due = await repository.due_ids(owner_id, choice, now, count, allowance)
    if request.kind is not StudySessionKind.DUE:
        new = await repository.new_ids(owner_id, choice, now, count - len(due), allowance)
    return spread(due, new)


def spread(due: Sequence[UUID], new: Sequence[UUID]) -> list[UUID]:
    """New cards evenly among those that are due, both in their order."""
    placed = [
        ((place + 0.5) / len(cards), kind, card)
        for kind, cards in enumerate((due, new))
        for place, card in enumerate(cards)
    ]
    return [card for _, _, card in sorted(placed, key=lambda one: one[:2])]


def _session_row(owner_id: UUID, request: SessionRequest, now: datetime) -> StudySessionRow:
    return StudySessionRow(
        id=new_id(),
        owner_id=owner_id,
        kind=request.kind,
        status=StudySessionStatus.ACTIVE,
        chosen_from=request.choice.to_json(),
        card_count=0,
        minutes=request.minutes,
        device=request.device,
        position=0,
        right_answers=0,
        new_cards=0,
        lapses=0,
        active_ms=0,
        started_at=now,
        last_active_at=now,
    )


def _announce_start(work: UnitOfWork, row: StudySessionRow) -> None:
    work.announce(
        StudySessionStarted(
            learner_id=row.owner_id,
            session_id=row.id,
            kind=row.kind,
            started_at=row.started_at,
            card_count=row.card_count,
        )
    )
    tell(work, row)


def _digest(request: SessionRequest) -> str:
    return sha256(repr(request).encode()).hexdigest()
