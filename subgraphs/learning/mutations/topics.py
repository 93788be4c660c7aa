"""Making topics, naming, moving and throwing them away."""

from typing import Annotated

import strawberry
from strawberry import ID

from subgraphs.learning.card_errors import TopicIsUnknown
from subgraphs.learning.mutations.bulk import id_or_refusal, required_id
from subgraphs.learning.mutations.client_mutation_id import CLIENT_MUTATION_ID
from subgraphs.learning.service.topics import (
    CardsFate,
    NewTopic,
    create_topic,
    delete_topic,
    describe_topic,
    move_topic,
)
from subgraphs.learning.types import flashcard_enums as flashcard_enums
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.topics import Topic
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import UserError, answer_refusals, user_errors_field

_WRITES = [requires_scopes(Scope.LEARNING_WRITE)]


@strawberry.input(description="A topic to make.")
class CreateTopicInput:
    name: str = strawberry.field(description="What it is to be called, up to 100 characters.")
    description: str | None = strawberry.field(default=None, description="What belongs into it.")
    parent_id: ID | None = strawberry.field(default=None, description="The topic that it is part of; none: at the top.")
    client_mutation_id: str | None = strawberry.field(default=None, description=CLIENT_MUTATION_ID)


@strawberry.input(description="What a topic is to be called.")
class UpdateTopicInput:
    topic_id: ID = strawberry.field(description="Which topic.")
    name: str | None = strawberry.field(default=None, description="Its new name; null leaves the one it has.")
    description: str | None = strawberry.field(
        default=None, description="What belongs into it; empty for nothing in particular, null leaves what it says."
    )


@strawberry.input(description="Where a topic is to stand.")
class MoveTopicInput:
    topic_id: ID = strawberry.field(description="Which topic; all that is in it goes with it.")
    parent_id: ID | None = strawberry.field(default=None, description="The topic to put it into; null: at the top.")
    position: int | None = strawberry.field(
        default=None, description="Its place among those that are there, counted from 0; null: as the last one."
    )


@strawberry.input(description="A topic to throw away, with all topics in it.")
class DeleteTopicInput:
    topic_id: ID = strawberry.field(description="Which topic.")
    flashcards: CardsFate = strawberry.field(description="What becomes of the flashcards in it and below.")


@strawberry.type(description="What came of making a topic.")
class CreateTopicPayload:
    topic: Topic | None = strawberry.field(default=None, description="The new topic; null when it was refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of naming a topic.")
class UpdateTopicPayload:
    topic: Topic | None = strawberry.field(default=None, description="The topic; null when it was refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of moving a topic.")
class MoveTopicPayload:
    topic: Topic | None = strawberry.field(
        default=None, description="The topic where it stands now; null when it was refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of throwing a topic away.")
class DeleteTopicPayload:
    deleted_topic_id: ID | None = strawberry.field(
        default=None, description="The id of the topic that is no more; null when it was refused."
    )
    kept_flashcards: int = strawberry.field(default=0, description="How many flashcards moved to the topic above.")
    deleted_flashcards: int = strawberry.field(default=0, description="How many flashcards were deleted.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.type
class TopicMutations:
    @strawberry.mutation(description="Make a topic, as the last one where it stands.", directives=_WRITES)
    @answer_refusals
    async def create_topic(
        self, info: Info, input: Annotated[CreateTopicInput, strawberry.argument(description="The topic.")]
    ) -> CreateTopicPayload:
        caller = require_caller(info)
        parent_id = id_or_refusal(input.parent_id, TopicIsUnknown(("parentId",)))
        wanted = NewTopic(input.name, input.description, parent_id)
        async with info.context.unit_of_work() as work:
            row = await create_topic(
                work, caller.user_id, wanted, info.context.services.settings, input.client_mutation_id
            )
        return CreateTopicPayload(topic=Topic.from_row(row) if row is not None else None)

    @strawberry.mutation(description="Call a topic something else.", directives=_WRITES)
    @answer_refusals
    async def update_topic(
        self, info: Info, input: Annotated[UpdateTopicInput, strawberry.argument(description="What to change.")]
    ) -> UpdateTopicPayload:
        caller = require_caller(info)
        topic_id = required_id(input.topic_id, TopicIsUnknown())
        async with info.context.unit_of_work() as work:
            row = await describe_topic(work, caller.user_id, topic_id, input.name, input.description)
        return UpdateTopicPayload(topic=Topic.from_row(row))

    @strawberry.mutation(
        description="Put a topic elsewhere: under another one, or to another place among its neighbours.",
        directives=_WRITES,
    )
    @answer_refusals
    async def move_topic(
        self, info: Info, input: Annotated[MoveTopicInput, strawberry.argument(description="Where to.")]
    ) -> MoveTopicPayload:
        caller = require_caller(info)
        topic_id = required_id(input.topic_id, TopicIsUnknown())
        parent_id = id_or_refusal(input.parent_id, TopicIsUnknown(("parentId",)))
        async with info.context.unit_of_work() as work:
            row = await move_topic(
                work, caller.user_id, topic_id, parent_id, input.position, info.context.services.settings
            )
        return MoveTopicPayload(topic=Topic.from_row(row))

    @strawberry.mutation(description="Throw a topic away, with all topics in it.", directives=_WRITES)
    @answer_refusals
    async def delete_topic(
        self, info: Info, input: Annotated[DeleteTopicInput, strawberry.argument(description="Which one.")]
    ) -> DeleteTopicPayload:
        caller = require_caller(info)
        topic_id = required_id(input.topic_id, TopicIsUnknown())
        async with info.context.unit_of_work() as work:
            outcome = await delete_topic(work, caller.user_id, topic_id, input.flashcards)
        return DeleteTopicPayload(
            deleted_topic_id=input.topic_id, kept_flashcards=outcome.kept, deleted_flashcards=outcome.deleted
        )
