"""Changing many flashcards at once. Each that cannot be changed is refused by itself, and costs the others nothing."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import strawberry
from strawberry import ID, UNSET

from subgraphs.learning.card_errors import DeckIsUnknown, FlashcardIsNotThere, TopicIsUnknown
from subgraphs.learning.mutations.bulk import NamedIds, id_or_refusal, named_ids, shown
from subgraphs.learning.mutations.client_mutation_id import CLIENT_MUTATION_ID
from subgraphs.learning.service import flashcard_changes as changes
from subgraphs.learning.service.flashcard_changes import ChangedFlashcards, Selection
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.flashcards import Flashcard
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import UserError, answer_refusals

_WRITES = [requires_scopes(Scope.LEARNING_WRITE)]
_REFUSED = "One for each id that names none of the caller's flashcards; the others were changed nevertheless."
_CHANGED = "The flashcards as they are now, in the order of the input."


def _ids() -> Any:
    return strawberry.field(description="Which flashcards, 500 at most.")


def _client_mutation_id() -> Any:
    return strawberry.field(default=None, description=CLIENT_MUTATION_ID)


def _changed() -> Any:
    return strawberry.field(default_factory=list, description=_CHANGED)


def _refused() -> Any:
    return strawberry.field(default_factory=list, description=_REFUSED)


@strawberry.input(description="Where flashcards are to belong. What is not given stays; null takes them out.")
class MoveFlashcardsInput:
    flashcard_ids: list[ID] = _ids()
    topic_id: ID | None = strawberry.field(default=UNSET, description="The topic to file them under.")
    deck_id: ID | None = strawberry.field(default=UNSET, description="The deck to study them with.")
    client_mutation_id: str | None = _client_mutation_id()


@strawberry.type(description="What came of moving flashcards.")
class MoveFlashcardsPayload:
    flashcards: list[Flashcard] = _changed()
    user_errors: list[UserError] = _refused()


@strawberry.input(description="Tags to put on flashcards.")
class TagFlashcardsInput:
    flashcard_ids: list[ID] = _ids()
    tags: list[str] = strawberry.field(description="The tags, up to 60 characters each. Those that are there stay.")
    client_mutation_id: str | None = _client_mutation_id()


@strawberry.type(description="What came of tagging flashcards.")
class TagFlashcardsPayload:
    flashcards: list[Flashcard] = _changed()
    user_errors: list[UserError] = _refused()


@strawberry.input(description="Tags to take off flashcards.")
class UntagFlashcardsInput:
    flashcard_ids: list[ID] = _ids()
    tags: list[str] = strawberry.field(description="The tags. A flashcard without one of them is no fault.")
    client_mutation_id: str | None = _client_mutation_id()


@strawberry.type(description="What came of taking tags off flashcards.")
class UntagFlashcardsPayload:
    flashcards: list[Flashcard] = _changed()
    user_errors: list[UserError] = _refused()


@strawberry.input(description="Flashcards that are not to be asked.")
class SuspendFlashcardsInput:
    flashcard_ids: list[ID] = _ids()
    client_mutation_id: str | None = _client_mutation_id()


@strawberry.type(description="What came of suspending flashcards.")
class SuspendFlashcardsPayload:
    flashcards: list[Flashcard] = _changed()
    user_errors: list[UserError] = _refused()


@strawberry.input(description="Flashcards that are to be asked again.")
class UnsuspendFlashcardsInput:
    flashcard_ids: list[ID] = _ids()
    client_mutation_id: str | None = _client_mutation_id()


@strawberry.type(description="What came of letting flashcards be asked again.")
class UnsuspendFlashcardsPayload:
    flashcards: list[Flashcard] = _changed()
    user_errors: list[UserError] = _refused()


@strawberry.input(description="Flashcards that are not to be asked today.")
class BuryFlashcardsInput:
    flashcard_ids: list[ID] = _ids()
    with_siblings: bool | None = strawberry.field(
        default=None,
        description="Whether other flashcards of the same things are put off too; null: as the learner has it set.",
    )
    client_mutation_id: str | None = _client_mutation_id()


@strawberry.type(description="What came of putting flashcards off.")
class BuryFlashcardsPayload:
    flashcards: list[Flashcard] = _changed()
    siblings: list[Flashcard] = strawberry.field(
        default_factory=list, description="Other flashcards of the same things that were put off with them."
    )
    user_errors: list[UserError] = _refused()


@strawberry.input(description="Flashcards that are to be asked today after all.")
class UnburyFlashcardsInput:
    flashcard_ids: list[ID] = _ids()
    client_mutation_id: str | None = _client_mutation_id()


@strawberry.type(description="What came of not putting flashcards off.")
class UnburyFlashcardsPayload:
    flashcards: list[Flashcard] = _changed()
    user_errors: list[UserError] = _refused()


@strawberry.input(description="Flashcards to delete.")
class DeleteFlashcardsInput:
    flashcard_ids: list[ID] = _ids()
    client_mutation_id: str | None = _client_mutation_id()


@strawberry.type(description="What came of deleting flashcards.")
class DeleteFlashcardsPayload:
    flashcards: list[Flashcard] = _changed()
    user_errors: list[UserError] = _refused()


@strawberry.input(description="Deleted flashcards to bring back.")
class RestoreFlashcardsInput:
    flashcard_ids: list[ID] = _ids()
    client_mutation_id: str | None = _client_mutation_id()


@strawberry.type(description="What came of bringing flashcards back.")
class RestoreFlashcardsPayload:
    flashcards: list[Flashcard] = _changed()
    user_errors: list[UserError] = _refused()


@strawberry.type
class FlashcardChangeMutations:
    @strawberry.mutation(
        description="File flashcards under another topic, or study them with another deck.", directives=_WRITES
    )
    @answer_refusals
    async def move_flashcards(
        self, info: Info, input: Annotated[MoveFlashcardsInput, strawberry.argument(description="Which, and where to.")]
    ) -> MoveFlashcardsPayload:
        given = {"topic_id": input.topic_id, "deck_id": input.deck_id}
        leaves = frozenset(name for name, value in given.items() if value is None)
        topic_id = id_or_refusal(input.topic_id or None, TopicIsUnknown())
        deck_id = id_or_refusal(input.deck_id or None, DeckIsUnknown())
        outcome = await _change(info, input, changes.move_flashcards, topic_id=topic_id, deck_id=deck_id, leaves=leaves)
        return MoveFlashcardsPayload(flashcards=_flashcards(outcome), user_errors=_errors(input, outcome))

    @strawberry.mutation(description="Put tags on flashcards.", directives=_WRITES)
    @answer_refusals
    async def tag_flashcards(
        self, info: Info, input: Annotated[TagFlashcardsInput, strawberry.argument(description="Which, and what.")]
    ) -> TagFlashcardsPayload:
        outcome = await _change(info, input, changes.tag_flashcards, tags=input.tags)
        return TagFlashcardsPayload(flashcards=_flashcards(outcome), user_errors=_errors(input, outcome))

    @strawberry.mutation(description="Take tags off flashcards.", directives=_WRITES)
    @answer_refusals
    async def untag_flashcards(
        self, info: Info, input: Annotated[UntagFlashcardsInput, strawberry.argument(description="Which, and what.")]
    ) -> UntagFlashcardsPayload:
        outcome = await _change(info, input, changes.untag_flashcards, tags=input.tags)
        return UntagFlashcardsPayload(flashcards=_flashcards(outcome), user_errors=_errors(input, outcome))

    @strawberry.mutation(
        description="Keep flashcards from being asked until they are wanted again. Their schedule stays.",
        directives=_WRITES,
    )
    @answer_refusals
    async def suspend_flashcards(
        self, info: Info, input: Annotated[SuspendFlashcardsInput, strawberry.argument(description="Which.")]
    ) -> SuspendFlashcardsPayload:
        outcome = await _change(info, input, changes.suspend_flashcards)
        return SuspendFlashcardsPayload(flashcards=_flashcards(outcome), user_errors=_errors(input, outcome))

    @strawberry.mutation(description="Let suspended flashcards be asked again.", directives=_WRITES)
    @answer_refusals
    async def unsuspend_flashcards(
        self, info: Info, input: Annotated[UnsuspendFlashcardsInput, strawberry.argument(description="Which.")]
    ) -> UnsuspendFlashcardsPayload:
        outcome = await _change(info, input, changes.unsuspend_flashcards)
        return UnsuspendFlashcardsPayload(flashcards=_flashcards(outcome), user_errors=_errors(input, outcome))

    @strawberry.mutation(
        description="Put flashcards off until the learner's next day begins. Their schedule stays.", directives=_WRITES
    )
    @answer_refusals
    async def bury_flashcards(
        self, info: Info, input: Annotated[BuryFlashcardsInput, strawberry.argument(description="Which.")]
    ) -> BuryFlashcardsPayload:
        outcome = await _change(info, input, changes.bury_flashcards, with_siblings=input.with_siblings)
        siblings = [Flashcard.from_row(row) for row in outcome.also]
        errors = _errors(input, outcome)
        return BuryFlashcardsPayload(flashcards=_flashcards(outcome), siblings=siblings, user_errors=errors)

    @strawberry.mutation(description="Let buried flashcards be asked today after all.", directives=_WRITES)
    @answer_refusals
    async def unbury_flashcards(
        self, info: Info, input: Annotated[UnburyFlashcardsInput, strawberry.argument(description="Which.")]
    ) -> UnburyFlashcardsPayload:
        outcome = await _change(info, input, changes.unbury_flashcards)
        return UnburyFlashcardsPayload(flashcards=_flashcards(outcome), user_errors=_errors(input, outcome))

    @strawberry.mutation(
        description="Delete flashcards. For some time they can be restored, with all their answers.", directives=_WRITES
    )
    @answer_refusals
    async def delete_flashcards(
        self, info: Info, input: Annotated[DeleteFlashcardsInput, strawberry.argument(description="Which.")]
    ) -> DeleteFlashcardsPayload:
        outcome = await _change(info, input, changes.delete_flashcards)
        return DeleteFlashcardsPayload(flashcards=_flashcards(outcome), user_errors=_errors(input, outcome))

    @strawberry.mutation(description="Bring deleted flashcards back.", directives=_WRITES)
    @answer_refusals
    async def restore_flashcards(
        self, info: Info, input: Annotated[RestoreFlashcardsInput, strawberry.argument(description="Which.")]
    ) -> RestoreFlashcardsPayload:
        outcome = await _change(info, input, changes.restore_flashcards)
        return RestoreFlashcardsPayload(flashcards=_flashcards(outcome), user_errors=_errors(input, outcome))


_Input = (
    MoveFlashcardsInput
    | TagFlashcardsInput
    | UntagFlashcardsInput
    | SuspendFlashcardsInput
    | UnsuspendFlashcardsInput
    | BuryFlashcardsInput
    | UnburyFlashcardsInput
    | DeleteFlashcardsInput
    | RestoreFlashcardsInput
)


async def _change(
    info: Info, input: _Input, change: Callable[..., Awaitable[ChangedFlashcards]], **wanted: object
) -> ChangedFlashcards:
    caller, named = require_caller(info), _named(input)
    if named.refusals and not named.paths:
        return ChangedFlashcards((), ())
    selection = Selection(list(named.paths), input.client_mutation_id)
    async with info.context.unit_of_work() as work:
        return await change(work, caller.user_id, selection, limits=info.context.services.settings, **wanted)


def _named(input: _Input) -> NamedIds:
    return named_ids("flashcardIds", input.flashcard_ids)


def _flashcards(outcome: ChangedFlashcards) -> list[Flashcard]:
    return [Flashcard.from_row(row) for row in outcome.changed]


def _errors(input: _Input, outcome: ChangedFlashcards) -> list[UserError]:
    named = _named(input)
    return shown([*named.refusals, *(FlashcardIsNotThere(named.paths[key]) for key in outcome.unknown)])
