"""Settings of study sessions."""

from datetime import timedelta

from pydantic import Field

from subgraphs.shared.settings import SubgraphSettings


class StudySessionSettings(SubgraphSettings):
    study_cards: int = Field(default=50, ge=1)
    """How many cards a session queues where the learner does not say. Too low: people begin one after another; too
    high: nobody sees the end."""

    study_most_cards: int = Field(default=500, ge=1)
    """How many a session may queue. Too high makes beginning slow and the table large."""

    study_most_minutes: int = Field(default=240, ge=1)
    """The longest time that a learner may set. Too low refuses those who study for long."""

    study_learn_ahead: timedelta = Field(default=timedelta(minutes=20), ge=timedelta())
    """How soon a card must be due again to come back within the session. Too low: short learning steps are left for
    another day; too high: a session does not end."""

    study_longest_pause: timedelta = Field(default=timedelta(minutes=2), ge=timedelta())
    """The longest time between two answers that counts as study. Too low: thinking is not counted; too high: breaks
    are."""

    study_idle: timedelta = Field(default=timedelta(minutes=45), gt=timedelta())
    """How long an active session without an answer stays open. Too low ends it during a telephone call; too high keeps
    limits and the summary waiting."""

    study_paused_idle: timedelta = Field(default=timedelta(hours=24), gt=timedelta())
    """How long a paused session waits to be resumed. Too low: who pauses over night begins anew; too high: it goes on
    with cards that are long not the ones to ask."""

    study_queue_retention_days: int = Field(default=30, ge=1)
    """How long it is remembered which cards a session asked. Its summary stays. Too high only costs disk."""
