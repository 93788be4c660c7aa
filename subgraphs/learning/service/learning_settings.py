"""Changing how one's cards are scheduled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from subgraphs.learning.models.preferences import LeechAction, PreferencesRow
from subgraphs.learning.preference_errors import SettingIsOutOfRange, StepsAreImpossible
from subgraphs.learning.repository.preferences import PreferencesRepository
from subgraphs.learning.scheduling.rules import LONGEST_INTERVAL, Algorithm
from subgraphs.learning.scheduling_requests import RescheduleCards
from subgraphs.learning.service.performed_mutations import claim
from subgraphs.shared.errors import Refusal, raise_refusals
from subgraphs.shared.unit_of_work import UnitOfWork

LOWEST_RETENTION, HIGHEST_RETENTION = 0.7, 0.97
MOST_STEPS = 10
LONGEST_STEP = 24 * 60 * 60
_MOST_A_DAY = 9_999
_RANGES: Mapping[str, tuple[str, float, float]] = {
    "desired_retention": ("desiredRetention", LOWEST_RETENTION, HIGHEST_RETENTION),
    "maximum_interval": ("maximumInterval", 1, LONGEST_INTERVAL),
    "new_per_day": ("newPerDay", 0, _MOST_A_DAY),
    "reviews_per_day": ("reviewsPerDay", 0, _MOST_A_DAY),
    "day_starts_at": ("dayStartsAt", 0, 12),
    "leech_threshold": ("leechThreshold", 2, 99),
    "reminder_hour": ("reminderHour", 0, 23),
}
_STEPS: Mapping[str, str] = {"learning_steps": "learningSteps", "relearning_steps": "relearningSteps"}
_MOVES_INTERVALS = (
    *("algorithm", "desired_retention", "learning_steps", "relearning_steps", "is_fuzzy", "maximum_interval"),
    *("day_starts_at", "parameters"),
)


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """What is to be otherwise; None: as it is."""

    algorithm: Algorithm | None = None
    desired_retention: float | None = None
    learning_steps: Sequence[int] | None = None
    """In seconds."""
    relearning_steps: Sequence[int] | None = None
    is_fuzzy: bool | None = None
    maximum_interval: int | None = None
    new_per_day: int | None = None
    reviews_per_day: int | None = None
    day_starts_at: int | None = None
    leech_threshold: int | None = None
    leech_action: LeechAction | None = None
    buries_siblings: bool | None = None
    is_reminded: bool | None = None
    reminder_hour: int | None = None

    def given(self) -> dict[str, Any]:
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in said.items() if value is not None}


async def update_learning_settings(
    work: UnitOfWork,
    user_id: UUID,
    change: SettingsChange,
    *,
    forget_parameters: bool = False,
    client_mutation_id: str | None = None,
) -> PreferencesRow:
    """Change what is given, and have every card scheduled anew where that moves intervals."""
    raise_refusals(_refusals(change.given()))
    performed = await claim(work, user_id, client_mutation_id, "update-learning-settings")
    row = await PreferencesRepository(work.session).locked_or_new(user_id)
    if performed is not None and not performed.is_new:
        return row
    changes = change.given() | ({"parameters": None} if forget_parameters else {})
    return change_preferences(work, row, changes)


def change_preferences(work: UnitOfWork, row: PreferencesRow, changes: Mapping[str, Any]) -> PreferencesRow:
    """Change a row that is held."""
    moved = [name for name, value in changes.items() if getattr(row, name) != value]
    for name in moved:
        setattr(row, name, changes[name])
    row.updated_at = work.now
    if any(name in _MOVES_INTERVALS for name in moved):
        schedule_anew(work, row)
    return row


def schedule_anew(work: UnitOfWork, row: PreferencesRow) -> None:
    """Have every card of theirs scheduled from its history, as if what holds now had always held."""
    row.schedule_version += 1
    request = RescheduleCards(user_id=row.user_id, version=row.schedule_version)
    work.enqueue(request, unique_key=f"{row.user_id}:{row.schedule_version}")


async def schedule_anew_for(work: UnitOfWork, user_id: UUID) -> None:
    """The same, where something else that moves intervals has changed: the desired retention of a deck."""
    schedule_anew(work, await PreferencesRepository(work.session).locked_or_new(user_id))


def _refusals(changes: Mapping[str, Any]) -> list[Refusal]:
    found: list[Refusal] = []
    for name, (shown, lowest, highest) in _RANGES.items():
        if name in changes and not lowest <= changes[name] <= highest:
            found.append(SettingIsOutOfRange(shown, lowest, highest))
    for name, shown in _STEPS.items():
        if name in changes and not _are_possible(changes[name]):
            found.append(StepsAreImpossible(shown, MOST_STEPS))
    return found


def _are_possible(steps: Sequence[int]) -> bool:
    return len(steps) <= MOST_STEPS and list(steps) == sorted(steps) and all(1 <= s <= LONGEST_STEP for s in steps)
