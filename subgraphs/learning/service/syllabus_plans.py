"""From what there is to learn and what reviews take to weeks."""

import asyncio
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.learning.models.syllabi import SyllabusGoal, SyllabusItemKind
from subgraphs.learning.planning.review_load import DAYS_OF_WEEK, answers_per_week, answers_to_known_cards
from subgraphs.learning.planning.weeks import Load, Plan, Task, fill_weeks, plan_weeks, seconds_needed, weeks_needed
from subgraphs.learning.repository.syllabi import Candidate, SyllabusRepository
from subgraphs.learning.study_rules import StudyRules
from subgraphs.learning.syllabus_errors import Proposal
from subgraphs.learning.syllabus_levels import (
    KINDS_OF_GOAL,
    LANGUAGE,
    LEVEL_OF_LESSONS,
    REVIEWED_KINDS,
    StudyLevel,
    levels_of,
)
from subgraphs.learning.syllabus_settings import SyllabusSettings
from subgraphs.shared.days import ONE_DAY
from subgraphs.shared.unit_of_work import UnitOfWork

_MINUTES_STEP = 5
"""Proposed minutes are rounded up to these."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How much a learner takes on."""

    minutes_per_day: int
    days_per_week: int

    @property
    def seconds_per_week(self) -> float:
        return self.minutes_per_day * 60.0 * self.days_per_week


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a week."""

    starts_on: date
    ends_on: date
    days: int
    """How many of them are left to study on."""

    @property
    def share(self) -> float:
        return self.days / DAYS_OF_WEEK


@dataclass(frozen=True, slots=True)
class Burden:
    """What a learner's cards will take, before anything new."""

    cards: Sequence[tuple[int, float]]
    """Of each that was begun, in how many days it is due, and how long it lasted before."""
    retention: float
    seconds_per_answer: float

    def load(self, weeks: int) -> Load:
        return Load(
            answers_per_week(weeks, self.retention),
            answers_to_known_cards(self.cards, weeks, self.retention),
            self.seconds_per_answer,
        )


async def burden_of(
    work: UnitOfWork, settings: SyllabusSettings, owner_id: UUID, rules: StudyRules, starts_on: date
) -> Burden:
    repository = SyllabusRepository(work.session)
    cards = [((rules.days.day_of(due) - starts_on).days, days) for due, days in await repository.cards(owner_id)]
    count, mean = await repository.answer_seconds(owner_id, work.now - settings.syllabus_measured_period)
    seconds = mean if count >= settings.syllabus_measured_answers else settings.syllabus_answer_seconds
    return Burden(cards, round(rules.preferences.desired_retention, 2), seconds)


async def things_to_begin(
    session: AsyncSession, owner_id: UUID, goal: SyllabusGoal, levels: Sequence[StudyLevel]
) -> list[Candidate]:
    """Level after level, and within a level all kinds side by side, each from its easiest."""
    kinds = KINDS_OF_GOAL[goal]
    wanted = {kind: levels_of(kind, levels) for kind in kinds}
    heaps: dict[tuple[StudyLevel, SyllabusItemKind], list[Candidate]] = {}
    for candidate in await SyllabusRepository(session).candidates(owner_id, wanted, LANGUAGE):
        heaps.setdefault((_level_of(candidate), candidate.kind), []).append(candidate)
    ordered = [
        ((levels.index(level), (at + 0.5) / len(heap), kinds.index(kind)), candidate)
        for (level, kind), heap in heaps.items()
        for at, candidate in enumerate(heap)
    ]
    return [candidate for _, candidate in sorted(ordered, key=itemgetter(0))]


def task_of(candidate: Candidate, settings: SyllabusSettings) -> Task[UUID]:
    seconds: Mapping[SyllabusItemKind, float] = {
        SyllabusItemKind.WORD: settings.syllabus_word_seconds,
        SyllabusItemKind.KANJI: settings.syllabus_kanji_seconds,
        SyllabusItemKind.GRAMMAR: settings.syllabus_grammar_seconds,
        SyllabusItemKind.LESSON: (candidate.minutes or settings.syllabus_lesson_minutes) * 60.0,
    }
    return Task(candidate.id, seconds[candidate.kind], candidate.kind in REVIEWED_KINDS)


def spans_between(starts_on: date, ends_on: date) -> list[Span]:
    """Weeks from a day to another, both with them; the last may be shorter."""
    spans: list[Span] = []
    while starts_on <= ends_on:
        last = min(starts_on + timedelta(days=DAYS_OF_WEEK - 1), ends_on)
        spans.append(Span(starts_on, last, (last - starts_on).days + 1))
        starts_on = last + ONE_DAY
    return spans


async def make_plan(
    tasks: Sequence[Task[UUID]], burden: Burden, pace: Pace, spans: Sequence[Span]
) -> Plan[UUID] | None:
    """None where it does not fit. Thousands of tasks take some tenths of a second: beside the event loop."""
    budget = [pace.seconds_per_week * span.share for span in spans]
    return await asyncio.to_thread(lambda: plan_weeks(tasks, burden.load(len(spans)), budget))


async def make_late_plan(
    tasks: Sequence[Task[UUID]], burden: Burden, pace: Pace, first: Span, most_weeks: int
) -> tuple[Plan[UUID], list[Span]]:
    """As early as this pace allows, whenever that is. What no number of weeks holds is in the last one."""
    spans = [first, *following_spans(first, most_weeks - 1)]
    budget = [pace.seconds_per_week * span.share for span in spans]
    plan = await asyncio.to_thread(lambda: fill_weeks(tasks, burden.load(len(spans)), budget))
    used = max((number for number, week in enumerate(plan.weeks, 1) if week.tasks), default=1)
    return Plan(plan.weeks[:used]), spans[:used]


def following_spans(span: Span, count: int) -> list[Span]:
    start = span.ends_on + ONE_DAY
    return spans_between(start, start + timedelta(days=DAYS_OF_WEEK * count - 1)) if count > 0 else []


async def propose(
    tasks: Sequence[Task[UUID]], burden: Burden, pace: Pace, spans: Sequence[Span], settings: SyllabusSettings
) -> Proposal:
    """Two ways out for a wish that does not fit."""
    return await asyncio.to_thread(lambda: _propose(tasks, burden, pace, spans, settings))


def _propose(
    tasks: Sequence[Task[UUID]], burden: Burden, pace: Pace, spans: Sequence[Span], settings: SyllabusSettings
) -> Proposal:
    most_weeks = settings.syllabus_most_weeks
    weeks = weeks_needed(tasks, burden.load(most_weeks), pace.seconds_per_week, most_weeks)
    target = spans[0].starts_on + timedelta(days=DAYS_OF_WEEK * weeks - 1) if weeks is not None else None
    per_minute = 60.0 * pace.days_per_week
    most_seconds = settings.syllabus_most_minutes * per_minute
    seconds = seconds_needed(tasks, burden.load(len(spans)), [span.share for span in spans], most_seconds)
    minutes = math.ceil(seconds / per_minute / _MINUTES_STEP) * _MINUTES_STEP if seconds is not None else None
    return Proposal(target, min(minutes, settings.syllabus_most_minutes) if minutes is not None else None)


def _level_of(candidate: Candidate) -> StudyLevel:
    if candidate.kind is SyllabusItemKind.LESSON:
        return LEVEL_OF_LESSONS[candidate.level]
    return StudyLevel(candidate.level)
