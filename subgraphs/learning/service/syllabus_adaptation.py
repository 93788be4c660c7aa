"""What becomes of a syllabus as weeks go by.

At the end of a week it is noted how much of it was done. What was missed goes before everything that was to come, and
all of it is planned anew over the weeks that are left, with the reviews that the learner has by then and the time that
their answers really take. While that fits, the date is kept; where it does not, the weeks go on beyond it, as early as
the minutes allow, and the syllabus says by how many days it slips.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from subgraphs.learning.events.syllabi import SyllabusAdapted, SyllabusCompleted
from subgraphs.learning.models.syllabi import SyllabusItemKind, SyllabusRow, SyllabusState
from subgraphs.learning.planning.review_load import DAYS_OF_WEEK
from subgraphs.learning.planning.weeks import Plan, Task
from subgraphs.learning.repository.syllabi import Progress, SyllabusRepository
from subgraphs.learning.service.preferences import study_rules_of
from subgraphs.learning.service.syllabus_plans import (
    Pace,
    Span,
    burden_of,
    make_late_plan,
    make_plan,
    propose,
    spans_between,
)
from subgraphs.learning.syllabus_errors import Proposal
from subgraphs.learning.syllabus_levels import REVIEWED_KINDS
from subgraphs.learning.syllabus_settings import SyllabusSettings
from subgraphs.shared.days import ONE_DAY
from subgraphs.shared.unit_of_work import UnitOfWork


async def adapt(
    work: UnitOfWork, settings: SyllabusSettings, row: SyllabusRow, *, may_slip: bool = True
) -> Proposal | None:
    """Close the weeks that are over, and plan what is left. Where it may not slip and would: what would fit."""
    repository = SyllabusRepository(work.session)
    rules = await study_rules_of(work.session, row.owner_id)
    days = rules.days
    today = max(days.day_of(work.now), row.starts_on)
    await repository.note_what_is_done(row, work.now)
    number, first, missed = await _close_weeks(repository, row, today)
    left = await repository.open_items(row.id)
    if not left:
        await _complete(work, row)
        return None
    tasks = [Task(one.item_id, one.seconds, SyllabusItemKind(one.kind) in REVIEWED_KINDS) for one in left]
    burden = await burden_of(work, settings, row.owner_id, rules, first.starts_on)
    pace = Pace(row.minutes_per_day, row.days_per_week)
    rest = spans_between(first.ends_on + ONE_DAY, row.target_date)
    spans = [first, *rest]
    plan = await make_plan(tasks, burden, pace, spans) if first.starts_on <= row.target_date else None
    if plan is None and not may_slip:
        return await propose(tasks, burden, pace, spans, settings)
    if plan is None:
        plan, spans = await make_late_plan(tasks, burden, pace, first, settings.syllabus_most_weeks)
    await repository.replace_weeks(row.id, number, week_rows(row.id, number, plan, spans, burden.seconds_per_answer))
    weeks_before = {one.item_id: one.week for one in left}
    weeks_now = _weeks_by_item(plan, number)
    await repository.move_items(row.id, {one: week for one, week in weeks_now.items() if week != weeks_before[one]})
    await repository.settle_done_items(row.id, number)
    last = max(at for at, week in enumerate(plan.weeks) if week.tasks)
    row.expected_date = spans[last].ends_on
    row.adapted_at = work.now
    row.next_adaptation_at = days.start_of(first.ends_on + ONE_DAY)
    _announce(work, row, missed, len(left))
    return None


def week_rows(
    syllabus_id: UUID, first: int, plan: Plan[UUID], spans: Sequence[Span], seconds_per_answer: float
) -> list[dict[str, Any]]:
    return [
        {
            "syllabus_id": syllabus_id,
            "number": number,
            "starts_on": span.starts_on,
            "ends_on": span.ends_on,
            "new_seconds": round(week.new_seconds),
            "review_count": round(week.review_count),
            "review_seconds": round(week.review_count * seconds_per_answer),
            "planned_count": None,
            "done_count": None,
        }
        for number, (week, span) in enumerate(zip(plan.weeks, spans, strict=True), first)
    ]


async def _close_weeks(repository: SyllabusRepository, row: SyllabusRow, today: date) -> tuple[int, Span, int]:
    """The number and the days of the week that is under way, and how many items were missed in those before."""
    weeks = await repository.weeks(row.id)
    counts = await repository.counts_by_week(row.id)
    missed = 0
    for week in weeks:
        if week.ends_on < today and week.planned_count is None:
            of_week = counts.get(week.number, Progress())
            week.planned_count, week.done_count = of_week.total, of_week.done
            missed += of_week.total - of_week.done
    current = next((week for week in weeks if week.starts_on <= today <= week.ends_on), None)
    if current is not None:
        return current.number, Span(current.starts_on, current.ends_on, (current.ends_on - today).days + 1), missed
    # Nobody was there for longer than the syllabus had weeks: the next one goes on where the last one ended.
    last = weeks[-1]
    weeks_since = (today - last.ends_on - ONE_DAY).days // DAYS_OF_WEEK
    starts_on = last.ends_on + ONE_DAY + timedelta(days=DAYS_OF_WEEK * weeks_since)
    ends_on = starts_on + timedelta(days=DAYS_OF_WEEK - 1)
    return last.number + 1, Span(starts_on, ends_on, (ends_on - today).days + 1), missed


async def _complete(work: UnitOfWork, row: SyllabusRow) -> None:
    row.state, row.finished_at, row.adapted_at = SyllabusState.COMPLETED, work.now, work.now
    total = (await SyllabusRepository(work.session).progress_of_syllabi(row.owner_id, [row.id]))[row.id].total
    work.announce(
        SyllabusCompleted(learner_id=row.owner_id, syllabus_id=row.id, item_count=total, target_date=row.target_date)
    )


def _weeks_by_item(plan: Plan[UUID], first: int) -> Mapping[UUID, int]:
    return {task.key: number for number, week in enumerate(plan.weeks, first) for task in week.tasks}


def _announce(work: UnitOfWork, row: SyllabusRow, missed: int, remaining: int) -> None:
    work.announce(
        SyllabusAdapted(
            learner_id=row.owner_id,
            syllabus_id=row.id,
            missed_count=missed,
            remaining_count=remaining,
            target_date=row.target_date,
            expected_date=row.expected_date,
            slip_days=max((row.expected_date - row.target_date).days, 0),
        )
    )
