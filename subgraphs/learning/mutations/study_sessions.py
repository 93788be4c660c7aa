"""Beginning, going on with and ending study sessions."""

from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import ID

from subgraphs.learning.errors import FlashcardIsUnknown
from subgraphs.learning.models.study_sessions import StudySessionKind
from subgraphs.learning.mutations.card_choices import CardChoiceInput, choice_of
from subgraphs.learning.mutations.client_mutation_id import CLIENT_MUTATION_ID
from subgraphs.learning.scheduling.memory import Rating
from subgraphs.learning.service.study_answers import SessionAnswer, answer_card
from subgraphs.learning.service.study_sessions import (
    SessionRequest,
    finish_session,
    pause_session,
    resume_session,
    start_session,
)
from subgraphs.learning.study_errors import StudySessionIsUnknown
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.flashcards import Flashcard
from subgraphs.learning.types.reviews import Review
from subgraphs.learning.types.study_sessions import StudySession
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller
from subgraphs.shared.ids import parse_id
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import UserError, answer_refusals, user_errors_field

DEVICE = "What this device calls itself, so that the session is on one at a time; a text of the client's own making."


@strawberry.input(description="What to study.")
class StartStudySessionInput:
    kind: StudySessionKind = strawberry.field(description="Which cards to ask.")
    cards: CardChoiceInput | None = strawberry.field(
        default=None, description="What to choose the cards from; all cards unless said."
    )
    card_limit: int | None = strawberry.field(
        default=None, description="How many cards to queue at most. Daily limits and what there is may make it fewer."
    )
    minutes: int | None = strawberry.field(
        default=None, description="After how much study it ends, breaks not counted; null: when nothing is left."
    )
    device: str | None = strawberry.field(default=None, description=DEVICE)
    replace_open: bool = strawberry.field(
        default=False, description="End the session that is open, if one is, in place of being refused."
    )
    client_mutation_id: str | None = strawberry.field(default=None, description=CLIENT_MUTATION_ID)


@strawberry.input(description="A study session to pause.")
class PauseStudySessionInput:
    session_id: ID = strawberry.field(description="The session.")


@strawberry.input(description="A study session to go on with.")
class ResumeStudySessionInput:
    session_id: ID = strawberry.field(description="The session.")
    device: str | None = strawberry.field(
        default=None, description=DEVICE + " It has the session from now on, whichever had it before."
    )


@strawberry.input(description="A study session to end.")
class FinishStudySessionInput:
    session_id: ID = strawberry.field(description="The session.")


@strawberry.input(description="An answer to a card that a study session asks.")
class AnswerStudyCardInput:
    session_id: ID = strawberry.field(description="The session, which must be active.")
    flashcard_id: ID = strawberry.field(description="The card, which it must be asking.")
    rating: Rating = strawberry.field(description="How well it was recalled.")
    duration_ms: int | None = strawberry.field(
        default=None, description="How long the answer took, in milliseconds, a day at most."
    )
    device: str | None = strawberry.field(
        default=None, description="As in starting or resuming; refused when another device has the session."
    )
    position: int | None = strawberry.field(
        default=None,
        description="The session's `position` as the client knows it; refused when there were other answers since.",
    )
    client_mutation_id: str | None = strawberry.field(default=None, description=CLIENT_MUTATION_ID)


@strawberry.type(description="What came of beginning a study session.")
class StartStudySessionPayload:
    session: StudySession | None = strawberry.field(default=None, description="The session; null when it was refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of pausing a study session.")
class PauseStudySessionPayload:
    session: StudySession | None = strawberry.field(default=None, description="The session; null when it was refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of going on with a study session.")
class ResumeStudySessionPayload:
    session: StudySession | None = strawberry.field(default=None, description="The session; null when it was refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of ending a study session.")
class FinishStudySessionPayload:
    session: StudySession | None = strawberry.field(default=None, description="The session, which is over.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of an answer in a study session.")
class AnswerStudyCardPayload:
    session: StudySession | None = strawberry.field(
        default=None, description="The session after it, with what to ask next; null when the answer was refused."
    )
    flashcard: Flashcard | None = strawberry.field(
        default=None, description="The card with its new schedule; null when the answer was refused."
    )
    review: Review | None = strawberry.field(
        default=None, description="The answer as it was recorded; null in cramming, which changes no schedule."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type
class StudySessionMutations:
    @strawberry.mutation(
        description="Begin to study. There is one open session at a time.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def start_study_session(
        self, info: Info, input: Annotated[StartStudySessionInput, strawberry.argument(description="What to study.")]
    ) -> StartStudySessionPayload:
        caller, settings = require_caller(info), info.context.services.settings
        request = SessionRequest(
            kind=input.kind,
            choice=choice_of(input.cards),
            cards=input.card_limit,
            minutes=input.minutes,
            device=input.device,
            replaces_open=input.replace_open,
        )
        async with info.context.unit_of_work() as work:
            row = await start_session(work, caller.user_id, request, settings, input.client_mutation_id)
        return StartStudySessionPayload(session=StudySession.from_row(row))

    @strawberry.mutation(
        description="Let a session's time stand still. Pausing again changes nothing.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def pause_study_session(
        self, info: Info, input: Annotated[PauseStudySessionInput, strawberry.argument(description="Which one.")]
    ) -> PauseStudySessionPayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            row = await pause_session(work, caller.user_id, _session_id(input.session_id))
        return PauseStudySessionPayload(session=StudySession.from_row(row))

    @strawberry.mutation(
        description="Go on with a session, paused or not, on this device. Resuming again changes nothing.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def resume_study_session(
        self, info: Info, input: Annotated[ResumeStudySessionInput, strawberry.argument(description="Which one.")]
    ) -> ResumeStudySessionPayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            row = await resume_session(work, caller.user_id, _session_id(input.session_id), input.device)
        return ResumeStudySessionPayload(session=StudySession.from_row(row))

    @strawberry.mutation(
        description="End a session, whatever it had yet to ask. Ending again changes nothing.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def finish_study_session(
        self, info: Info, input: Annotated[FinishStudySessionInput, strawberry.argument(description="Which one.")]
    ) -> FinishStudySessionPayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            row = await finish_session(work, caller.user_id, _session_id(input.session_id))
        return FinishStudySessionPayload(session=StudySession.from_row(row))

    @strawberry.mutation(
        description="Answer a card that a session asks: it is scheduled anew, but for cramming, and the session goes "
        "on. The last answer ends the session.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def answer_study_card(
        self, info: Info, input: Annotated[AnswerStudyCardInput, strawberry.argument(description="The answer.")]
    ) -> AnswerStudyCardPayload:
        caller, settings = require_caller(info), info.context.services.settings
        flashcard_id = parse_id(input.flashcard_id)
        if flashcard_id is None:
            raise FlashcardIsUnknown(input.flashcard_id)
        answer = SessionAnswer(
            session_id=_session_id(input.session_id),
            flashcard_id=flashcard_id,
            rating=input.rating,
            duration_ms=input.duration_ms,
            device=input.device,
            position=input.position,
        )
        async with info.context.unit_of_work() as work:
            outcome = await answer_card(work, caller.user_id, answer, settings, input.client_mutation_id)
        return AnswerStudyCardPayload(
            session=StudySession.from_row(outcome.session),
            flashcard=Flashcard.from_row(outcome.flashcard) if outcome.flashcard is not None else None,
            review=Review.from_row(outcome.review) if outcome.review is not None else None,
        )


def _session_id(text: str) -> UUID:
    key = parse_id(text)
    if key is None:
        raise StudySessionIsUnknown(text)
    return key
