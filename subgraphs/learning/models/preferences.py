"""How learners want their cards to be scheduled, and how well that predicted what they recalled."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, Index
from sqlmodel import Field

from subgraphs.learning.models.table import Table
from subgraphs.shared.database import UtcDateTime


class LeechAction(StrEnum):
    """What happens to a card that is forgotten again and again."""

    MARK = "MARK"
    SUSPEND = "SUSPEND"


class PreferencesRow(Table, table=True):
    """Absent for somebody who never changed any: then the defaults of `service/preferences.py` hold."""

    __tablename__ = "preferences"

    user_id: UUID = Field(primary_key=True)
    algorithm: str
    desired_retention: float
    """The chance of recall at which a card comes back."""
    learning_steps: list[int] = Field(sa_type=JSON)
    """In seconds."""
    relearning_steps: list[int] = Field(sa_type=JSON)
    is_fuzzy: bool
    """Whether intervals are spread a little, so that cards made together do not stay together."""
    maximum_interval: int
    """In days."""
    new_per_day: int
    reviews_per_day: int
    day_starts_at: int
    """The hour."""
    leech_threshold: int
    """The lapses that make a card a leech."""
    leech_action: str
    buries_siblings: bool
    is_reminded: bool
    reminder_hour: int
    parameters: list[float] | None = Field(sa_type=JSON)
    """FSRS's weights, fitted to this learner; None: the published ones."""
    schedule_version: int
    """Counts changes of what moves intervals. A card with a lower one is scheduled anew from its history."""
    updated_at: datetime = Field(sa_type=UtcDateTime)


class ParameterFitRow(Table, table=True):
    """One attempt to find weights that suit a learner better, and what came of it."""

    __tablename__ = "parameter_fits"
    __table_args__ = (Index("ix_parameter_fits_user", "user_id", "fitted_at", "id"),)

    id: UUID = Field(primary_key=True)
    user_id: UUID
    fitted_at: datetime = Field(sa_type=UtcDateTime)
    review_count: int
    """All reviews of the learner that tell something of memory over days."""
    training_count: int
    heldout_count: int
    """The latest ones, which the fit has not seen and by which it was judged."""
    log_loss_before: float | None
    log_loss_after: float | None
    rmse_before: float | None
    rmse_after: float | None
    parameters: list[float] | None = Field(sa_type=JSON)
    outcome: str


class ReminderRow(Table, table=True):
    """Who was reminded of due cards on which of their days."""

    __tablename__ = "reminders"

    user_id: UUID = Field(primary_key=True)
    day: date = Field(primary_key=True)
    announced_at: datetime = Field(sa_type=UtcDateTime, index=True)


class ReminderRoundRow(Table, table=True):
    """Up to which instant reminding is done, so that a round that was missed is made up for."""

    __tablename__ = "reminder_rounds"

    name: str = Field(primary_key=True)
    done_until: datetime = Field(sa_type=UtcDateTime)
