"""Making, following and ending syllabi."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import ID

from subgraphs.learning.models.syllabi import SyllabusGoal
from subgraphs.learning.mutations.client_mutation_id import CLIENT_MUTATION_ID
from subgraphs.learning.service.syllabi import (
    SyllabusChange,
    SyllabusWish,
    adapt_syllabus,
    create_syllabus,
    delete_syllabus,
    end_syllabus,
    make_cards_of_week,
    mark_items,
    update_syllabus,
)
from subgraphs.learning.syllabus_errors import SyllabusDoesNotFit, SyllabusIsUnknown, SyllabusItemIsUnknown
from subgraphs.learning.syllabus_levels import StudyLevel
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.flashcards import Flashcard
from subgraphs.learning.types.syllabi import Syllabus, SyllabusProposal
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller
from subgraphs.shared.errors import raise_refusals
from subgraphs.shared.ids import parse_id
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import UserError, answer_refusals, user_errors_field

_WHICH = strawberry.argument(description="Which one.")
_MINUTES = "How long to study on a day of study, from 5 minutes on, reviews with it."
_DAYS = "On how many days of a week to study, from 1 to 7."


@strawberry.input(description="What to reach by when, and what to give for it.")
class CreateSyllabusInput:
    goal: SyllabusGoal = strawberry.field(description="What of the levels it is about.")
    level: StudyLevel = strawberry.field(description="The level that it leads to.")
    minutes_per_day: int = strawberry.field(description=_MINUTES)
    target_date: date = strawberry.field(description="The day by which everything is to be begun.")
    from_level: StudyLevel = strawberry.field(
        default=StudyLevel.N5,
        description="The easiest level that it goes through. What was begun already is left out at any level.",
    )
    days_per_week: int = strawberry.field(default=7, description=_DAYS)
    starts_on: date | None = strawberry.field(
        default=None, description="The first day, within a year from today; today unless said."
    )
    client_mutation_id: str | None = strawberry.field(default=None, description=CLIENT_MUTATION_ID)


@strawberry.input(description="What to change of a syllabus; what is left out stays as it is.")
class UpdateSyllabusInput:
    syllabus_id: ID = strawberry.field(description="The syllabus, which must be active.")
    minutes_per_day: int | None = strawberry.field(default=None, description=_MINUTES)
    days_per_week: int | None = strawberry.field(default=None, description=_DAYS)
    target_date: date | None = strawberry.field(default=None, description="The day by which everything is to be begun.")


@strawberry.input(description="A syllabus to plan anew.")
class AdaptSyllabusInput:
    syllabus_id: ID = strawberry.field(description="The syllabus, which must be active.")


@strawberry.input(description="A syllabus to give up.")
class EndSyllabusInput:
    syllabus_id: ID = strawberry.field(description="The syllabus, which must be active.")


@strawberry.input(description="A syllabus to throw away.")
class DeleteSyllabusInput:
    syllabus_id: ID = strawberry.field(description="The syllabus, in any state.")


@strawberry.input(description="Items of a syllabus of which the learner says whether they are done.")
class MarkSyllabusItemsInput:
    syllabus_id: ID = strawberry.field(description="The syllabus, which must be active.")
    item_ids: list[ID] = strawberry.field(description="Words, kanji, points of grammar or lessons that it holds.")
    is_done: bool = strawberry.field(
        default=True,
        description="False takes it back. What has been learnt or completed is done whatever is said here.",
    )


@strawberry.input(description="A week of which to make flashcards.")
class CreateSyllabusFlashcardsInput:
    syllabus_id: ID = strawberry.field(description="The syllabus, which must be active.")
    week: int = strawberry.field(description="The number of the week.")


@strawberry.type(description="What came of making a syllabus.")
class CreateSyllabusPayload:
    syllabus: Syllabus | None = strawberry.field(default=None, description="The syllabus; null when it was refused.")
    proposal: SyllabusProposal | None = strawberry.field(
        default=None, description="What would fit, when the wish does not (`DOES_NOT_FIT`)."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of changing a syllabus.")
class UpdateSyllabusPayload:
    syllabus: Syllabus | None = strawberry.field(
        default=None, description="The syllabus with its new weeks; null when it was refused."
    )
    proposal: SyllabusProposal | None = strawberry.field(
        default=None, description="What would fit, when the change does not (`DOES_NOT_FIT`)."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of planning a syllabus anew.")
class AdaptSyllabusPayload:
    syllabus: Syllabus | None = strawberry.field(default=None, description="The syllabus with its new weeks.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of giving up a syllabus.")
class EndSyllabusPayload:
    syllabus: Syllabus | None = strawberry.field(default=None, description="The syllabus, which is over.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of throwing a syllabus away.")
class DeleteSyllabusPayload:
    deleted_syllabus_id: ID | None = strawberry.field(
        default=None, description="The syllabus that is no more. Its flashcards stay."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of saying which items are done.")
class MarkSyllabusItemsPayload:
    syllabus: Syllabus | None = strawberry.field(
        default=None, description="The syllabus, completed when nothing of it is left."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of making the flashcards of a week.")
class CreateSyllabusFlashcardsPayload:
    flashcards: list[Flashcard] = strawberry.field(
        default_factory=list, description="Those that were made; words and kanji that have one already are left out."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type
class SyllabusMutations:
    @strawberry.mutation(
        description="Plan how to reach a level by a date. Refused with a proposal where the minutes do not suffice.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def create_syllabus(
        self, info: Info, input: Annotated[CreateSyllabusInput, strawberry.argument(description="What is wished for.")]
    ) -> CreateSyllabusPayload:
        caller, settings = require_caller(info), info.context.services.settings
        wish = SyllabusWish(
            goal=input.goal,
            from_level=input.from_level,
            level=input.level,
            minutes_per_day=input.minutes_per_day,
            days_per_week=input.days_per_week,
            target_date=input.target_date,
            starts_on=input.starts_on,
        )
        try:
            async with info.context.unit_of_work() as work:
                row = await create_syllabus(work, settings, caller.user_id, wish, input.client_mutation_id)
        except SyllabusDoesNotFit as refusal:
            proposal = SyllabusProposal.of(refusal.proposal)
            return CreateSyllabusPayload(proposal=proposal, user_errors=[UserError.from_refusal(refusal)])
        return CreateSyllabusPayload(syllabus=Syllabus.from_row(row))

    @strawberry.mutation(
        description="Change the minutes, the days or the date of a syllabus, and plan what is left of it anew.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def update_syllabus(
        self, info: Info, input: Annotated[UpdateSyllabusInput, strawberry.argument(description="What to change.")]
    ) -> UpdateSyllabusPayload:
        caller, settings = require_caller(info), info.context.services.settings
        change = SyllabusChange(input.minutes_per_day, input.days_per_week, input.target_date)
        try:
            async with info.context.unit_of_work() as work:
                row = await update_syllabus(work, settings, caller.user_id, _id_of(input.syllabus_id), change)
        except SyllabusDoesNotFit as refusal:
            proposal = SyllabusProposal.of(refusal.proposal)
            return UpdateSyllabusPayload(proposal=proposal, user_errors=[UserError.from_refusal(refusal)])
        return UpdateSyllabusPayload(syllabus=Syllabus.from_row(row))

    @strawberry.mutation(
        description="Plan what is left of a syllabus anew now, from what was done and from the cards there are by "
        "now. It happens by itself at the end of every week.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def adapt_syllabus(self, info: Info, input: Annotated[AdaptSyllabusInput, _WHICH]) -> AdaptSyllabusPayload:
        caller, settings = require_caller(info), info.context.services.settings
        async with info.context.unit_of_work() as work:
            row = await adapt_syllabus(work, settings, caller.user_id, _id_of(input.syllabus_id))
        return AdaptSyllabusPayload(syllabus=Syllabus.from_row(row))

    @strawberry.mutation(
        description="Give a syllabus up. It stays to be looked at, and is planned no more.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def end_syllabus(self, info: Info, input: Annotated[EndSyllabusInput, _WHICH]) -> EndSyllabusPayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            row = await end_syllabus(work, caller.user_id, _id_of(input.syllabus_id))
        return EndSyllabusPayload(syllabus=Syllabus.from_row(row))

    @strawberry.mutation(
        description="Throw a syllabus away for good. Cards that were made for it stay.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def delete_syllabus(self, info: Info, input: Annotated[DeleteSyllabusInput, _WHICH]) -> DeleteSyllabusPayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            await delete_syllabus(work, caller.user_id, _id_of(input.syllabus_id))
        return DeleteSyllabusPayload(deleted_syllabus_id=input.syllabus_id)

    @strawberry.mutation(
        description="Say that items of a syllabus are done: grammar that was read, or what one knew before.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def mark_syllabus_items(
        self, info: Info, input: Annotated[MarkSyllabusItemsInput, strawberry.argument(description="What is done.")]
    ) -> MarkSyllabusItemsPayload:
        caller, settings = require_caller(info), info.context.services.settings
        syllabus_id, item_ids = _id_of(input.syllabus_id), _ids_of(input.item_ids)
        async with info.context.unit_of_work() as work:
            row = await mark_items(work, settings, caller.user_id, syllabus_id, item_ids, input.is_done)
        return MarkSyllabusItemsPayload(syllabus=Syllabus.from_row(row))

    @strawberry.mutation(
        description="Make a flashcard of each word and kanji of a week that has none. Sent again it makes no more.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def create_syllabus_flashcards(
        self, info: Info, input: Annotated[CreateSyllabusFlashcardsInput, _WHICH]
    ) -> CreateSyllabusFlashcardsPayload:
        caller, settings = require_caller(info), info.context.services.settings
        async with info.context.unit_of_work() as work:
            made = await make_cards_of_week(work, settings, caller.user_id, _id_of(input.syllabus_id), input.week)
        return CreateSyllabusFlashcardsPayload(flashcards=[Flashcard.from_row(row) for row in made])


def _id_of(syllabus_id: ID) -> UUID:
    key = parse_id(syllabus_id)
    if key is None:
        raise SyllabusIsUnknown
    return key


def _ids_of(item_ids: Sequence[ID]) -> list[UUID]:
    keys = [parse_id(one) for one in item_ids]
    raise_refusals([SyllabusItemIsUnknown(("itemIds", str(at))) for at, key in enumerate(keys) if key is None])
    return [key for key in keys if key is not None]
