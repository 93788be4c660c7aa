"""Changing how one's flashcards are scheduled."""

from typing import Annotated

import strawberry

from subgraphs.learning.models.preferences import LeechAction
from subgraphs.learning.mutations.client_mutation_id import CLIENT_MUTATION_ID
from subgraphs.learning.scheduling.rules import Algorithm
from subgraphs.learning.service.fitting import ask_to_fit
from subgraphs.learning.service.learning_settings import SettingsChange, update_learning_settings
from subgraphs.learning.service.preferences import study_rules_of
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.learning_settings import LearningSettings
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import UserError, answer_refusals, user_errors_field


@strawberry.input(description="What is to be otherwise; what is left out stays as it is.")
class UpdateLearningSettingsInput:
    algorithm: Algorithm | None = strawberry.field(default=None, description="What says when a flashcard comes back.")
    desired_retention: float | None = strawberry.field(
        default=None, description="The chance of recall at which FSRS asks again, from 0.7 to 0.97."
    )
    learning_steps: list[int] | None = strawberry.field(
        default=None, description="FSRS: the waits between first answers, in seconds, none shorter than the one before."
    )
    relearning_steps: list[int] | None = strawberry.field(
        default=None, description="FSRS: the waits after a flashcard was forgotten, in seconds; an empty list for none."
    )
    fuzz: bool | None = strawberry.field(default=None, description="FSRS: whether intervals are spread a little.")
    maximum_interval: int | None = strawberry.field(
        default=None, description="The most days for which a flashcard is kept, from 1 to 36500."
    )
    new_per_day: int | None = strawberry.field(
        default=None, description="How many flashcards are asked for the first time on a day; 0 for none."
    )
    reviews_per_day: int | None = strawberry.field(
        default=None, description="How many learnt flashcards are asked on a day; 0 for none."
    )
    day_starts_at: int | None = strawberry.field(
        default=None, description="The hour at which the learner's day begins, from 0 to 12."
    )
    leech_threshold: int | None = strawberry.field(
        default=None, description="How often a flashcard is forgotten until it is a leech, from 2 to 99."
    )
    leech_action: LeechAction | None = strawberry.field(default=None, description="What becomes of leeches.")
    bury_siblings: bool | None = strawberry.field(
        default=None, description="Whether other flashcards of what was answered wait until the next day."
    )
    reminder_enabled: bool | None = strawberry.field(default=None, description="Whether to remind of due flashcards.")
    reminder_hour: int | None = strawberry.field(
        default=None, description="The hour of the reminder, from 0 to 23, where the learner lives."
    )
    use_published_parameters: bool = strawberry.field(
        default=False, description="Forget the weights that were fitted to the learner."
    )
    client_mutation_id: str | None = strawberry.field(default=None, description=CLIENT_MUTATION_ID)


@strawberry.type(description="What came of changing settings.")
class UpdateLearningSettingsPayload:
    learning_settings: LearningSettings | None = strawberry.field(
        default=None, description="All settings as they are now; null when something was refused, and nothing changed."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="Asks for weights of the learner's own.")
class FitSchedulerParametersInput:
    client_mutation_id: str | None = strawberry.field(default=None, description=CLIENT_MUTATION_ID)


@strawberry.type(description="What came of asking for weights of one's own.")
class FitSchedulerParametersPayload:
    learning_settings: LearningSettings | None = strawberry.field(
        default=None, description="The settings, whose `parameterFits` will tell the result; null when it was refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type
class LearningSettingsMutations:
    @strawberry.mutation(
        description="Change how one's flashcards are scheduled. What moves intervals holds for the past too: every "
        "flashcard is scheduled anew from its history, in the background.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def update_learning_settings(
        self, info: Info, input: Annotated[UpdateLearningSettingsInput, strawberry.argument(description="The changes.")]
    ) -> UpdateLearningSettingsPayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            row = await update_learning_settings(
                work,
                caller.user_id,
                _change(input),
                forget_parameters=input.use_published_parameters,
                client_mutation_id=input.client_mutation_id,
            )
        return UpdateLearningSettingsPayload(learning_settings=LearningSettings.from_row(row))

    @strawberry.mutation(
        description="Fit the weights of FSRS to the learner's own history, in the background. They hold only if they "
        "predict later answers better than those that hold now. It happens by itself every week, too.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def fit_scheduler_parameters(
        self,
        info: Info,
        input: Annotated[FitSchedulerParametersInput, strawberry.argument(description="Nothing need be said.")],
    ) -> FitSchedulerParametersPayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            await ask_to_fit(work, caller.user_id, info.context.services.settings)
            rules = await study_rules_of(work.session, caller.user_id)
        return FitSchedulerParametersPayload(learning_settings=LearningSettings.from_row(rules.preferences))


def _change(input: UpdateLearningSettingsInput) -> SettingsChange:
    return SettingsChange(
        algorithm=input.algorithm,
        desired_retention=input.desired_retention,
        learning_steps=input.learning_steps,
        relearning_steps=input.relearning_steps,
        is_fuzzy=input.fuzz,
        maximum_interval=input.maximum_interval,
        new_per_day=input.new_per_day,
        reviews_per_day=input.reviews_per_day,
        day_starts_at=input.day_starts_at,
        leech_threshold=input.leech_threshold,
        leech_action=input.leech_action,
        buries_siblings=input.bury_siblings,
        is_reminded=input.reminder_enabled,
        reminder_hour=input.reminder_hour,
    )
