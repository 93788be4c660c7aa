"""Reminding of due cards, at the hour that everybody chose, where they live.

A round looks at the hours that have begun since the last one, so what was missed because nothing ran is made up for, up
to a limit. It goes through the learners in parts, each a transaction; who was told is written down with the telling,
and told once a day at most however often a part is begun again.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from subgraphs.learning.events.reminders import FlashcardDue
from subgraphs.learning.models.preferences import ReminderRow
from subgraphs.learning.repository.reminders import DueCounts, Reminded, ReminderRepository
from subgraphs.learning.study_rules import default_preferences
from subgraphs.shared.local_hours import hours_begun
from subgraphs.shared.unit_of_work import UnitOfWork

ROUND = "due-cards"
_NOBODY = UUID(int=0)

Days = Mapping[int, Mapping[str, date]]
"""By hour and zone, the day on which it has begun."""


async def hours_to_remind(work: UnitOfWork, until: datetime, catch_up: timedelta, every: timedelta) -> Days:
    """The hours that have begun since the last round."""
    repository = ReminderRepository(work.session)
    done_until = await repository.done_until(ROUND) or until - every
    days: dict[int, dict[str, date]] = {}
    for begun in hours_begun(await repository.zones(), max(done_until, until - catch_up), until):
        days.setdefault(begun.hour, {})[begun.zone] = begun.day
    return days


async def remind_some(work: UnitOfWork, days: Days, after: UUID | None, limit: int) -> UUID | None:
    """Tell so many learners behind `after` whose hour has come; the last one of them, None when there are no more."""
    repository = ReminderRepository(work.session)
    zones_by_hour = {hour: list(by_zone) for hour, by_zone in days.items()}
    if not zones_by_hour:
        return None
    reminded = await repository.reminded_at(zones_by_hour, default_preferences(_NOBODY), after, limit)
    if reminded:
        counts = await repository.due_counts([each.user_id for each in reminded], work.now)
        wanted = [(each.user_id, days[each.hour][each.zone]) for each in reminded if each.user_id in counts]
        told = await repository.already_reminded(wanted) if wanted else set()
        for each in reminded:
            if each.user_id in counts and each.user_id not in told:
                _remind(work, each, counts[each.user_id], days[each.hour][each.zone])
    return reminded[-1].user_id if len(reminded) == limit else None


def _remind(work: UnitOfWork, learner: Reminded, counts: DueCounts, day: date) -> None:
    new_cards = min(counts.new, learner.new_per_day)
    if not counts.answered_before and not new_cards:
        return
    ReminderRepository(work.session).add(ReminderRow(user_id=learner.user_id, day=day, announced_at=work.now))
    work.announce(
        FlashcardDue(learner_id=learner.user_id, day=day, due_cards=counts.answered_before, new_cards=new_cards)
    )


async def end_round(work: UnitOfWork, until: datetime, retention: timedelta) -> None:
    repository = ReminderRepository(work.session)
    await repository.mark_done(ROUND, until)
    await repository.forget_before(work.now - retention)
