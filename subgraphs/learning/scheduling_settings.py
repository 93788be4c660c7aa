"""Settings of scheduling: answers, taking them back, fitting weights, reminding."""

from datetime import timedelta

from pydantic import Field

from subgraphs.shared.settings import SubgraphSettings


class SchedulingSettings(SubgraphSettings):
    review_batch: int = Field(default=200, ge=1, le=2_000)
    """Answers that are taken together. Too low: a device that was offline for long sends many requests; too high: one
    request holds many cards for long."""

    review_clock_error: timedelta = Field(default=timedelta(minutes=5), ge=timedelta())
    """How far ahead a device's clock may be before its answers are refused. Too low refuses honest ones; too high lets
    answers be given that have not happened."""

    undo_limit: int = Field(default=50, ge=1, le=500)
    """Answers that are taken back together. Too low: a sitting of mistakes takes many requests."""

    undo_window: timedelta = Field(default=timedelta(days=1), gt=timedelta())
    """How long after it was recorded an answer can be taken back. Too low: a mistake that is noticed in the evening
    stays; too high: points and standings that others have seen change long afterwards."""

    replay_batch: int = Field(default=100, ge=1)
    """Cards that are scheduled anew in one transaction when a learner changes the rules. Too low: it takes long; too
    high: answers wait for it."""

    fit_minimum: int = Field(default=400, ge=50)
    """Reviews that fitting weights to a learner needs. Too low: weights follow chance; too high: few ever get
    their own."""

    fit_every: timedelta = Field(default=timedelta(days=7), ge=timedelta(hours=1))
    """How often weights are fitted by themselves, where there are new reviews. Too low costs processors."""

    fit_reviews: int = Field(default=20_000, ge=1_000)
    """The latest reviews that are taken into account. Too low: rare cards tell nothing; too high: fits take long."""

    fit_heldout_share: float = Field(default=0.2, gt=0, lt=1)
    """The share of reviews, the latest ones, by which new weights are judged and from which they do not learn. Too low:
    chance judges; too high: there is little to learn from."""

    fit_seconds: int = Field(default=120, ge=1)
    """Processor time of one fit. Too low: long histories are never fitted; too high: one fit keeps others waiting."""

    fit_memory_bytes: int = Field(default=1_000_000_000, ge=200_000_000)
    """Memory of the process that fits. Too low: it fails on long histories."""

    reminder_catch_up: timedelta = Field(default=timedelta(hours=6), ge=timedelta(hours=1))
    """How late reminders may come that were missed because nothing ran. Too low: an outage loses them; too high:
    people are reminded at night of what they wanted to do in the afternoon."""

    reminder_retention_days: int = Field(default=7, ge=2)
    """How long it is remembered who was reminded on which day. Too high only costs disk."""
