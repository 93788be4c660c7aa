"""What learners may prefer, and the rules that follow from it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from subgraphs.learning.models.preferences import LeechAction, PreferencesRow
from subgraphs.learning.scheduling.rules import (
    LEARNING_STEPS,
    LONGEST_INTERVAL,
    PUBLISHED_PARAMETERS,
    RELEARNING_STEPS,
    Algorithm,
    SchedulingRules,
    steps_of,
)
from subgraphs.learning.scheduling.study_days import DEFAULT_HOUR, StudyDays
from subgraphs.shared.days import zone_named

DEFAULT_RETENTION = 0.9
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def default_preferences(user_id: UUID) -> PreferencesRow:
    """What holds for somebody who never changed anything. The row belongs to no session."""
    return PreferencesRow(
        user_id=user_id,
        algorithm=Algorithm.FSRS,
        desired_retention=DEFAULT_RETENTION,
        learning_steps=[step.seconds for step in LEARNING_STEPS],
        relearning_steps=[step.seconds for step in RELEARNING_STEPS],
        is_fuzzy=True,
        maximum_interval=LONGEST_INTERVAL,
        new_per_day=20,
        reviews_per_day=200,
        day_starts_at=DEFAULT_HOUR,
        leech_threshold=8,
        leech_action=LeechAction.MARK,
        buries_siblings=False,
        is_reminded=True,
        reminder_hour=18,
        parameters=None,
        schedule_version=0,
        updated_at=_NEVER,
    )


@dataclass(frozen=True, slots=True)
class StudyRules:
    """By what somebody's cards are scheduled, and when their days begin."""

    preferences: PreferencesRow
    """To be read only: it may be a default that no table holds."""
    days: StudyDays

    @property
    def version(self) -> int:
        return self.preferences.schedule_version

    def scheduling(self, deck_retention: float | None = None) -> SchedulingRules:
        """The rules of a card; a deck may have a desired retention of its own."""
        chosen = self.preferences
        return SchedulingRules(
            algorithm=Algorithm(chosen.algorithm),
            days=self.days,
            desired_retention=deck_retention or chosen.desired_retention,
            parameters=tuple(chosen.parameters) if chosen.parameters else PUBLISHED_PARAMETERS,
            learning_steps=steps_of(chosen.learning_steps),
            relearning_steps=steps_of(chosen.relearning_steps),
            maximum_interval=chosen.maximum_interval,
            is_fuzzy=chosen.is_fuzzy,
        )


def study_rules(user_id: UUID, row: PreferencesRow | None = None, zone: str | None = None) -> StudyRules:
    """None: nobody has told."""
    preferences = row or default_preferences(user_id)
    return StudyRules(preferences, StudyDays(zone_named(zone or "UTC"), preferences.day_starts_at))
