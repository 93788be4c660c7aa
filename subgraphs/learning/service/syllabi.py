"""Making a syllabus, following it and ending it."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

from subgraphs.learning.card_settings import CardSettings
from subgraphs.learning.errors import CatalogueIsNotKnown
from subgraphs.learning.events.syllabi import SyllabusCreated
from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.items import ItemKind, ItemRef
from subgraphs.learning.models.syllabi import SyllabusGoal, SyllabusItemKind, SyllabusRow, SyllabusState
from subgraphs.learning.models.topics import Origin
from subgraphs.learning.planning.review_load import DAYS_OF_WEEK
from subgraphs.learning.planning.weeks import Plan
from subgraphs.learning.repository.items import ItemRepository
from subgraphs.learning.repository.syllabi import Candidate, SyllabusRepository
from subgraphs.learning.scheduling.study_days import StudyDays
from subgraphs.learning.service.flashcards import NewFlashcards, create_flashcards
from subgraphs.learning.service.performed_mutations import claim
from subgraphs.learning.service.preferences import study_days_of, study_rules_of
from subgraphs.learning.service.syllabus_adaptation import adapt, week_rows
from subgraphs.learning.service.syllabus_plans import (
    Burden,
    Pace,
    Span,
    burden_of,
    make_plan,
    propose,
    spans_between,
    task_of,
    things_to_begin,
)
from subgraphs.learning.syllabus_errors import (
    SyllabusDoesNotFit,
    SyllabusIsEmpty,
    SyllabusIsOver,
    SyllabusIsTooLarge,
    SyllabusIsUnknown,
    SyllabusItemIsUnknown,
    SyllabusWeekIsUnknown,
    SyllabusWishIsWrong,
    TooManySyllabi,
)
from subgraphs.learning.syllabus_levels import REVIEWED_KINDS, StudyLevel, levels_between
from subgraphs.learning.syllabus_settings import SyllabusSettings
from subgraphs.shared.days import ONE_DAY
from subgraphs.shared.errors import Refusal, raise_refusals
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork

_LEAST_MINUTES = 5
_LATEST_START = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class SyllabusWish:
    """What a learner wants, by when, and what they give for it."""

    goal: SyllabusGoal
    from_level: StudyLevel
    level: StudyLevel
    minutes_per_day: int
    days_per_week: int
    target_date: date
    starts_on: date | None = None
    """None: today."""

    @property
    def digest(self) -> str:
        """Equal for equal wishes."""
        return sha256(repr(astuple(self)).encode()).hexdigest()

    @property
    def pace(self) -> Pace:
        return Pace(self.minutes_per_day, self.days_per_week)


@dataclass(frozen=True, slots=True)
class SyllabusChange:
    """None: as it is."""

    minutes_per_day: int | None = None
    days_per_week: int | None = None
    target_date: date | None = None


async def create_syllabus(
    work: UnitOfWork,
    settings: SyllabusSettings,
    owner_id: UUID,
    wish: SyllabusWish,
    client_mutation_id: str | None = None,
) -> SyllabusRow:
    """Raises `SyllabusDoesNotFit`, which says what would fit."""
    performed = await claim(work, owner_id, client_mutation_id, f"syllabus:{wish.digest}")
    repository = SyllabusRepository(work.session)
    if performed is not None and not performed.is_new:
        return await _own(repository, UUID(performed.row.result), owner_id)
    rules = await study_rules_of(work.session, owner_id)
    today = rules.days.day_of(work.now)
    starts_on = wish.starts_on or today
    raise_refusals(_faults_of(wish, starts_on, today, settings))
    if await repository.count_active(owner_id) >= settings.syllabi_per_learner:
        raise TooManySyllabi(settings.syllabi_per_learner)
    found = await _things_to_begin(work, settings, owner_id, wish)
    burden = await burden_of(work, settings, owner_id, rules, starts_on)
    spans = spans_between(starts_on, wish.target_date)
    plan = await _plan(found, burden, wish.pace, spans, settings)
    row = await _write(work, owner_id, wish, found, _Planned(plan, spans, burden.seconds_per_answer, rules.days))
    if performed is not None:
        performed.row.result = str(row.id)
    return row


async def update_syllabus(
    work: UnitOfWork, settings: SyllabusSettings, owner_id: UUID, syllabus_id: UUID, change: SyllabusChange
) -> SyllabusRow:
    """What is left is planned anew, and refused where it does not fit any more."""
    row = await _active(work, owner_id, syllabus_id)
    wish = _changed(row, change)
    days = await study_days_of(work.session, owner_id)
    raise_refusals(_faults_of(wish, row.starts_on, days.day_of(work.now), settings))
    row.minutes_per_day, row.days_per_week = wish.minutes_per_day, wish.days_per_week
    row.target_date = wish.target_date
    refused = await adapt(work, settings, row, may_slip=False)
    if refused is not None:
        raise SyllabusDoesNotFit(refused)
    return row


async def adapt_syllabus(
    work: UnitOfWork, settings: SyllabusSettings, owner_id: UUID, syllabus_id: UUID
) -> SyllabusRow:
    """Plan what is left anew now, without waiting for the end of the week."""
    row = await _active(work, owner_id, syllabus_id)
    await adapt(work, settings, row)
    return row


async def end_syllabus(work: UnitOfWork, owner_id: UUID, syllabus_id: UUID) -> SyllabusRow:
    """Give it up. Its cards stay."""
    row = await _active(work, owner_id, syllabus_id)
    row.state, row.finished_at = SyllabusState.ENDED, work.now
    return row


async def delete_syllabus(work: UnitOfWork, owner_id: UUID, syllabus_id: UUID) -> None:
    repository = SyllabusRepository(work.session)
    await repository.delete(await _own(repository, syllabus_id, owner_id))


async def mark_items(
    work: UnitOfWork,
    settings: SyllabusSettings,
    owner_id: UUID,
    syllabus_id: UUID,
    item_ids: Sequence[UUID],
    is_done: bool,
) -> SyllabusRow:
    """Say that items are done, such as grammar, which has no cards, or words that one knew before; or take it back."""
    row = await _active(work, owner_id, syllabus_id)
    repository = SyllabusRepository(work.session)
    known = await repository.items_of(row.id, item_ids)
    raise_refusals([SyllabusItemIsUnknown(("itemIds", str(at))) for at, one in enumerate(item_ids) if one not in known])
    await repository.mark_items(row.id, item_ids, work.now if is_done else None)
    if is_done and (await repository.progress_of_syllabi(owner_id, [row.id]))[row.id].is_whole:
        await adapt(work, settings, row)
    return row


async def make_cards_of_week(
    work: UnitOfWork, settings: CardSettings, owner_id: UUID, syllabus_id: UUID, week: int
) -> list[FlashcardRow]:
    """A card of each word and kanji of a week that has none yet."""
    row = await _active(work, owner_id, syllabus_id)
    repository = SyllabusRepository(work.session)
    items = await repository.items_of_week(row.id, week)
    if not items:
        raise SyllabusWeekIsUnknown
    refs = [ItemRef(ItemKind(one.kind), one.item_id) for one in items if SyllabusItemKind(one.kind) in REVIEWED_KINDS]
    made: list[FlashcardRow] = []
    for at in range(0, len(refs), settings.items_at_once):
        wanted = NewFlashcards(refs[at : at + settings.items_at_once], origin=Origin.SYLLABUS, origin_id=row.id)
        made += (await create_flashcards(work, owner_id, wanted, settings)).created
    return made


async def _own(repository: SyllabusRepository, syllabus_id: UUID, owner_id: UUID) -> SyllabusRow:
    row = await repository.locked(syllabus_id, owner_id)
    if row is None:
        raise SyllabusIsUnknown
    return row


async def _active(work: UnitOfWork, owner_id: UUID, syllabus_id: UUID) -> SyllabusRow:
    row = await _own(SyllabusRepository(work.session), syllabus_id, owner_id)
    if row.state != SyllabusState.ACTIVE:
        raise SyllabusIsOver
    return row


def _faults_of(wish: SyllabusWish, starts_on: date, today: date, settings: SyllabusSettings) -> list[Refusal]:
    faults: list[Refusal] = []
    if not levels_between(wish.from_level, wish.level):
        faults.append(SyllabusWishIsWrong("It cannot begin above the level that it leads to.", ("fromLevel",)))
    if not _LEAST_MINUTES <= wish.minutes_per_day <= settings.syllabus_most_minutes:
        message = f"From {_LEAST_MINUTES} to {settings.syllabus_most_minutes} minutes a day."
        faults.append(SyllabusWishIsWrong(message, ("minutesPerDay",)))
    if not 1 <= wish.days_per_week <= DAYS_OF_WEEK:
        faults.append(SyllabusWishIsWrong("From 1 to 7 days a week.", ("daysPerWeek",)))
    if wish.starts_on is not None and not today <= starts_on <= today + _LATEST_START:
        faults.append(SyllabusWishIsWrong("It begins today, or within a year.", ("startsOn",)))
    latest = starts_on + timedelta(days=DAYS_OF_WEEK * settings.syllabus_most_weeks - 1)
    if not max(starts_on, today) < wish.target_date <= latest:
        message = f"A day after the one that it begins on, and not after {latest}."
        faults.append(SyllabusWishIsWrong(message, ("targetDate",)))
    return faults


async def _things_to_begin(
    work: UnitOfWork, settings: SyllabusSettings, owner_id: UUID, wish: SyllabusWish
) -> list[Candidate]:
    levels = levels_between(wish.from_level, wish.level)
    found = await things_to_begin(work.session, owner_id, wish.goal, levels)
    if not found:
        is_known = await ItemRepository(work.session).is_catalogue_known()
        raise SyllabusIsEmpty if is_known else CatalogueIsNotKnown
    if len(found) > settings.syllabus_most_items:
        raise SyllabusIsTooLarge(settings.syllabus_most_items)
    return found


async def _plan(
    found: Sequence[Candidate], burden: Burden, pace: Pace, spans: Sequence[Span], settings: SyllabusSettings
) -> Plan[UUID]:
    tasks = [task_of(one, settings) for one in found]
    plan = await make_plan(tasks, burden, pace, spans)
    if plan is None:
        raise SyllabusDoesNotFit(await propose(tasks, burden, pace, spans, settings))
    return plan


@dataclass(frozen=True, slots=True)
class _Planned:
    plan: Plan[UUID]
    spans: Sequence[Span]
    seconds_per_answer: float
    days: StudyDays


async def _write(
    work: UnitOfWork, owner_id: UUID, wish: SyllabusWish, found: Sequence[Candidate], planned: _Planned
) -> SyllabusRow:
    repository, spans = SyllabusRepository(work.session), planned.spans
    weeks = list(enumerate(planned.plan.weeks, 1))
    last = max(number for number, week in weeks if week.tasks)
    row = SyllabusRow(
        id=new_id(),
        owner_id=owner_id,
        goal=wish.goal,
        from_level=wish.from_level,
        level=wish.level,
        minutes_per_day=wish.minutes_per_day,
        days_per_week=wish.days_per_week,
        starts_on=spans[0].starts_on,
        target_date=wish.target_date,
        expected_date=spans[last - 1].ends_on,
        state=SyllabusState.ACTIVE,
        next_adaptation_at=planned.days.start_of(spans[0].ends_on + ONE_DAY),
        adapted_at=None,
        created_at=work.now,
        finished_at=None,
    )
    await repository.add(row)
    await repository.replace_weeks(row.id, 1, week_rows(row.id, 1, planned.plan, spans, planned.seconds_per_answer))
    kinds = {one.id: one.kind for one in found}
    in_order = [(number, task) for number, week in weeks for task in week.tasks]
    await repository.add_items(
        [
            {
                "syllabus_id": row.id,
                "item_id": task.key,
                "kind": kinds[task.key],
                "position": position,
                "week": number,
                "seconds": round(task.seconds),
                "done_at": None,
            }
            for position, (number, task) in enumerate(in_order)
        ]
    )
    work.announce(
        SyllabusCreated(
            learner_id=owner_id,
            syllabus_id=row.id,
            goal=row.goal,
            level=row.level,
            target_date=row.target_date,
            item_count=len(found),
        )
    )
    return row


def _changed(row: SyllabusRow, change: SyllabusChange) -> SyllabusWish:
    return SyllabusWish(
        goal=SyllabusGoal(row.goal),
        from_level=StudyLevel(row.from_level),
        level=StudyLevel(row.level),
        minutes_per_day=row.minutes_per_day if change.minutes_per_day is None else change.minutes_per_day,
        days_per_week=row.days_per_week if change.days_per_week is None else change.days_per_week,
        target_date=change.target_date or row.target_date,
    )
