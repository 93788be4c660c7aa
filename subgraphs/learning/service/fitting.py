"""Fitting the weights of FSRS to a learner, from their own history.

A program of its own does it, beside this process and within limits. The learner gets the new weights only where they
predict better what the program had not learnt from; either way what came of it is kept and shown.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

from subgraphs.learning import scheduling
from subgraphs.learning.models.preferences import ParameterFitRow
from subgraphs.learning.parameter_fits import FitOutcome
from subgraphs.learning.preference_errors import TooFewReviewsToFit
from subgraphs.learning.repository.parameter_fits import GivenReview, ParameterFitRepository
from subgraphs.learning.repository.preferences import PreferencesRepository
from subgraphs.learning.scheduling.memory import FlashcardState, Rating
from subgraphs.learning.scheduling.rules import PUBLISHED_PARAMETERS
from subgraphs.learning.scheduling.study_days import StudyDays
from subgraphs.learning.scheduling_requests import FitParameters
from subgraphs.learning.scheduling_settings import SchedulingSettings
from subgraphs.learning.service.learning_settings import change_preferences
from subgraphs.learning.service.preferences import study_rules_of
from subgraphs.shared.confined_process import ProgramFailed, run_confined
from subgraphs.shared.errors import raise_refusals
from subgraphs.shared.ids import new_id
from subgraphs.shared.jobs import JobContext
from subgraphs.shared.unit_of_work import UnitOfWork

PROGRAM = Path(scheduling.__path__[0]) / "fitting_process.py"
"""Named by its place: importing what it needs would cost every process of learning a third of a second."""
_GRADES = {rating: grade for grade, rating in enumerate(Rating, start=1)}
_STARTING = timedelta(seconds=30)
"""What the program may take besides its processor time."""

Cards = list[list[list[float]]]
"""Of each card the answers from the first on: the grade, the days since the one before, and when."""


@dataclass(frozen=True, slots=True)
class _Material:
    weights: Sequence[float]
    cards: Cards

    @property
    def count(self) -> int:
        """Answers on a later day than the one before, which alone tell of memory."""
        return sum(days > 0 for card in self.cards for _, days, _ in card[1:])


async def ask_to_fit(work: UnitOfWork, user_id: UUID, settings: SchedulingSettings) -> None:
    """Have it done soon; asked again within the hour, it is done once."""
    found = await ParameterFitRepository(work.session).count_reviews(user_id)
    if found < settings.fit_minimum:
        raise_refusals([TooFewReviewsToFit(found, settings.fit_minimum)])
    work.enqueue(FitParameters(user_id=user_id), unique_key=f"{user_id}:{work.now:%Y-%m-%dT%H}")


async def ask_for_all(work: UnitOfWork, settings: SchedulingSettings, after: UUID | None, limit: int) -> UUID | None:
    """Have it done for learners with enough answers, new ones among them, who had it done long enough ago.

    Takes so many learners behind `after`, and gives the last one; None when there are no more.
    """
    repository = ParameterFitRepository(work.session)
    users = await repository.users_with_reviews_since(work.now - settings.fit_every, after, limit)
    for user_id in await repository.ready(users, settings.fit_minimum, work.now - settings.fit_every):
        work.enqueue(FitParameters(user_id=user_id), unique_key=f"{user_id}:{work.now:%Y-%m-%dT%H}")
    return users[-1] if len(users) == limit else None


async def fit_parameters(job: JobContext[SchedulingSettings, Any], request: FitParameters) -> None:
    settings = job.settings
    async with job.database.read() as session:
        rules = await study_rules_of(session, request.user_id)
        reviews = await ParameterFitRepository(session).latest_reviews(request.user_id, settings.fit_reviews)
    weights = rules.preferences.parameters or PUBLISHED_PARAMETERS
    material = _Material(weights, _by_card(reviews, rules.days))
    found: dict[str, Any] | None = None
    if material.count >= settings.fit_minimum:
        found = await _run(material, settings)
    async with job.finish() as work:
        await _keep(work, request.user_id, material, found, settings)


def _by_card(reviews: Sequence[GivenReview], days: StudyDays) -> Cards:
    """Cards whose first answer is among these, and was the first one ever."""
    by_card: dict[UUID, list[GivenReview]] = {}
    for review in sorted(reviews, key=lambda each: each.reviewed_at):
        by_card.setdefault(review.flashcard_id, []).append(review)
    return [_spaced(card, days) for card in by_card.values() if card[0].state_before == FlashcardState.NEW]


def _spaced(reviews: Sequence[GivenReview], days: StudyDays) -> list[list[float]]:
    dates = [days.day_of(review.reviewed_at) for review in reviews]
    waits = [0, *((later - earlier).days for earlier, later in pairwise(dates))]
    return [
        [_GRADES[Rating(review.rating)], wait, review.reviewed_at.timestamp()]
        for review, wait in zip(reviews, waits, strict=True)
    ]


async def _run(material: _Material, settings: SchedulingSettings) -> dict[str, Any] | None:
    """What the program found; None when it failed."""
    source = {
        "cards": material.cards,
        "weights": list(material.weights),
        "heldout": settings.fit_heldout_share,
        "seconds": settings.fit_seconds,
        "memory": settings.fit_memory_bytes,
    }
    patience = timedelta(seconds=2 * settings.fit_seconds) + _STARTING
    try:
        written = await run_confined(PROGRAM, (), json.dumps(source).encode(), patience)
    except ProgramFailed:
        return None
    found: dict[str, Any] = json.loads(written)
    return found


async def _keep(
    work: UnitOfWork,
    user_id: UUID,
    material: _Material,
    found: dict[str, Any] | None,
    settings: SchedulingSettings,
) -> None:
    row = await PreferencesRepository(work.session).locked_or_new(user_id)
    is_current = list(row.parameters or PUBLISHED_PARAMETERS) == list(material.weights)
    outcome = FitOutcome.FAILED if found is None else FitOutcome.NOT_BETTER
    if material.count < settings.fit_minimum:
        outcome = FitOutcome.TOO_FEW_REVIEWS
    if found is not None and found["is_better"] and is_current:
        outcome = FitOutcome.KEPT
        change_preferences(work, row, {"parameters": found["parameters"]})
    figures = found or {"training": 0, "heldout": 0, "log_loss": (None, None), "rmse": (None, None), "parameters": None}
    fit = ParameterFitRow(
        id=new_id(),
        user_id=user_id,
        fitted_at=work.now,
        review_count=material.count,
        training_count=figures["training"],
        heldout_count=figures["heldout"],
        log_loss_before=figures["log_loss"][0],
        log_loss_after=figures["log_loss"][1],
        rmse_before=figures["rmse"][0],
        rmse_after=figures["rmse"][1],
        parameters=figures["parameters"],
        outcome=outcome,
    )
    ParameterFitRepository(work.session).add(fit)
