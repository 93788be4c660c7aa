"""How a learner's cards are scheduled."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from subgraphs.learning.models.preferences import LeechAction, ParameterFitRow, PreferencesRow
from subgraphs.learning.parameter_fits import FitOutcome
from subgraphs.learning.repository.parameter_fits import ParameterFitRepository
from subgraphs.learning.repository.schedules import ScheduleRepository
from subgraphs.learning.scheduling.rules import PUBLISHED_PARAMETERS, Algorithm
from subgraphs.learning.types.context import Info
from subgraphs.shared.connections import After, Connection, First
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.pagination import page_request

describe_enum(
    LeechAction,
    "What becomes of a flashcard that is forgotten again and again.",
    {
        LeechAction.MARK: "It is offered for rewriting, and asked as before.",
        LeechAction.SUSPEND: "It is offered for rewriting, and not asked until the learner lets it.",
    },
)
describe_enum(
    FitOutcome,
    "What came of an attempt to fit the algorithm's weights to a learner.",
    {
        FitOutcome.KEPT: "They predicted better what the learner recalled later, and hold since.",
        FitOutcome.NOT_BETTER: "They did not predict better than those that held, which go on to hold.",
        FitOutcome.TOO_FEW_REVIEWS: "There was not enough to learn from.",
        FitOutcome.FAILED: "It took too long, or broke down; those that held go on to hold.",
    },
)


@strawberry.type(description="How well weights of the algorithm predict answers; the lower the figures, the better.")
class PredictionError:
    log_loss: float = strawberry.field(
        description="The mean logarithmic loss: how surprised the prediction was by each answer."
    )
    rmse: float = strawberry.field(
        description="The root mean square, over groups of like chances, of how far the expected chance of recall was "
        "from how many were recalled."
    )


@strawberry.type(description="An attempt to find weights of FSRS that suit a learner better, judged by later answers.")
class ParameterFit:
    fitted_at: datetime = strawberry.field(description="When it was tried.")
    outcome: FitOutcome = strawberry.field(description="What came of it.")
    review_count: int = strawberry.field(description="Answers on later days than the ones before, of which it knew.")
    training_count: int = strawberry.field(description="The earlier ones of them, from which weights were learnt.")
    heldout_count: int = strawberry.field(description="The later ones of them, which were kept to judge by.")
    before: PredictionError | None = strawberry.field(
        description="How the weights that held predicted the later ones; null where nothing was tried."
    )
    after: PredictionError | None = strawberry.field(
        description="How the new weights predicted them; null where nothing was tried."
    )
    parameters: list[float] | None = strawberry.field(description="The new weights; null where nothing was found.")

    @classmethod
    def from_row(cls, row: ParameterFitRow) -> Self:
        return cls(
            fitted_at=row.fitted_at,
            outcome=FitOutcome(row.outcome),
            review_count=row.review_count,
            training_count=row.training_count,
            heldout_count=row.heldout_count,
            before=_error(row.log_loss_before, row.rmse_before),
            after=_error(row.log_loss_after, row.rmse_after),
            parameters=row.parameters,
        )


@strawberry.type(description="How far flashcards are scheduled anew after the rules have changed.")
class Rescheduling:
    done: int = strawberry.field(description="Flashcards that are scheduled by the rules that hold now.")
    total: int = strawberry.field(description="All flashcards of the learner.")


@strawberry.type(description="How a learner's flashcards are scheduled, and how they are reminded of them.")
class LearningSettings:
    algorithm: Algorithm = strawberry.field(description="What says when a flashcard comes back.")
    desired_retention: float = strawberry.field(
        description="The chance of recall at which FSRS asks again, from 0.7 to 0.97: the higher, the more reviews."
    )
    learning_steps: list[int] = strawberry.field(
        description="FSRS: the waits between the first answers to a new flashcard, in seconds."
    )
    relearning_steps: list[int] = strawberry.field(
        description="FSRS: the waits after a learnt flashcard was forgotten, in seconds; none: it goes on by days."
    )
    fuzz: bool = strawberry.field(
        description="FSRS: whether intervals are spread a little, so that flashcards do not come back in one heap."
    )
    maximum_interval: int = strawberry.field(description="The most days for which a flashcard is kept.")
    new_per_day: int = strawberry.field(description="How many flashcards are asked for the first time on a day.")
    reviews_per_day: int = strawberry.field(description="How many learnt flashcards are asked on a day.")
    day_starts_at: int = strawberry.field(
        description="The hour where the learner lives at which their day begins; before it, it is still the day before."
    )
    leech_threshold: int = strawberry.field(description="How often a flashcard is forgotten until it is a leech.")
    leech_action: LeechAction = strawberry.field(description="What becomes of it then.")
    bury_siblings: bool = strawberry.field(
        description="Whether other flashcards of the same thing wait until the next day when one was answered."
    )
    reminder_enabled: bool = strawberry.field(description="Whether the learner is reminded of due flashcards.")
    reminder_hour: int = strawberry.field(description="The hour of the reminder, where the learner lives.")
    parameters: list[float] = strawberry.field(description="The 21 weights of FSRS that hold for this learner.")
    has_own_parameters: bool = strawberry.field(
        description="Whether these were fitted to the learner; otherwise they are the published ones."
    )
    user_id: strawberry.Private[UUID]
    version: strawberry.Private[int]

    @strawberry.field(description="How far a change of these is carried out; null when everything is.")
    async def rescheduling(self, info: Info) -> Rescheduling | None:
        async with info.context.database.read() as session:
            repository = ScheduleRepository(session)
            behind = await repository.count_behind(self.user_id, self.version)
            if not behind:
                return None
            total = await repository.count_cards(self.user_id)
        return Rescheduling(done=total - behind, total=total)

    @strawberry.field(description="Attempts to fit the weights to the learner, the latest first.")
    async def parameter_fits(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[ParameterFit] | None:
        async with info.context.database.read() as session:
            page = await ParameterFitRepository(session).page(self.user_id, page_request(first, after))
        return Connection[ParameterFit].from_page(page, ParameterFit.from_row)

    @classmethod
    def from_row(cls, row: PreferencesRow) -> Self:
        return cls(
            algorithm=Algorithm(row.algorithm),
            desired_retention=row.desired_retention,
            learning_steps=row.learning_steps,
            relearning_steps=row.relearning_steps,
            fuzz=row.is_fuzzy,
            maximum_interval=row.maximum_interval,
            new_per_day=row.new_per_day,
            reviews_per_day=row.reviews_per_day,
            day_starts_at=row.day_starts_at,
            leech_threshold=row.leech_threshold,
            leech_action=LeechAction(row.leech_action),
            bury_siblings=row.buries_siblings,
            reminder_enabled=row.is_reminded,
            reminder_hour=row.reminder_hour,
            parameters=list(row.parameters or PUBLISHED_PARAMETERS),
            has_own_parameters=row.parameters is not None,
            user_id=row.user_id,
            version=row.schedule_version,
        )


def _error(log_loss: float | None, rmse: float | None) -> PredictionError | None:
    return PredictionError(log_loss=log_loss, rmse=rmse) if log_loss is not None and rmse is not None else None
