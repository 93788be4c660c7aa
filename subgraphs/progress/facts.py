"""Facts about learners, in the one form in which everything here is reckoned from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

REVIEWED = "FlashcardReviewed"
REVIEW_UNDONE = "FlashcardReviewUndone"
GOAL_TOLD = "PreferencesChanged"
ZONE_TOLD = ("UserRegistered", "ProfileUpdated")
FREEZES_GIVEN = "StreakFreezesGiven"
TEST_QUESTION_ANSWERED = "TestQuestionAnswered"
CHALLENGE_WON = "ChallengePrizeWon"

UNDOES: Mapping[str, str] = {REVIEW_UNDONE: REVIEWED}
"""What takes back which fact of the same identity."""

NO_DEEDS = frozenset({GOAL_TOLD, FREEZES_GIVEN, *ZONE_TOLD, *UNDOES})
"""Facts that are nothing a learner did, and belong to no day."""


@dataclass(frozen=True, slots=True)
class Fact:
    id: UUID
    """The event's."""

    user_id: UUID
    type: str
    identity: str
    """Two with the same type and identity are one fact, told twice."""

    happened_at: datetime
    announced_at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    item_kind: str | None = None
    item_id: UUID | None = None
    """What it was done with, where that is something that can be looked at."""
