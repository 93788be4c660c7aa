"""Topics, which nest. All topics of a learner are read at once, so that walking their tree costs one statement."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry
from strawberry import ID

from subgraphs.learning.models.topics import Origin, TopicRow
from subgraphs.learning.repository.topics import CardCounts
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.decks import FlashcardCounts
from subgraphs.learning.types.people import UserKey, UserType
from subgraphs.shared.ids import parse_id
from subgraphs.shared.nodes import Node


@strawberry.federation.type(keys=["id"], description="What flashcards are about. A topic may be part of another one.")
class Topic(Node):
    id: ID = strawberry.field(description="Identifies the topic.")
    name: str = strawberry.field(description="What its owner calls it.")
    description: str | None = strawberry.field(description="What belongs into it.")
    position: int = strawberry.field(description="Its place among the topics of the same parent, counted from 0.")
    origin: Origin = strawberry.field(description="How it came to be.")
    created_at: datetime = strawberry.field(description="When it was made.")
    updated_at: datetime = strawberry.field(description="When anything but its flashcards changed last.")
    row: strawberry.Private[TopicRow]

    @strawberry.field(description="The learner it belongs to.", graphql_type=UserType)
    def owner(self) -> UserKey:
        return UserKey(ID(str(self.row.owner_id)))

    @strawberry.field(description="The topic it is part of; null for one at the top.")
    async def parent(self, info: Info) -> "Topic | None":
        path = await self._path(info)
        return Topic.from_row(path[-2]) if len(path) > 1 else None

    @strawberry.field(description="The topics in it, in their order.")
    async def children(self, info: Info) -> list["Topic"]:
        tree = await info.context.loaders.topics_by_owner.load(self.row.owner_id)
        return [Topic.from_row(row) for row in tree if row.parent_id == self.row.id]

    @strawberry.field(description="The topics above it, from the top down, and itself as the last one.")
    async def path(self, info: Info) -> list["Topic"]:
        return [Topic.from_row(row) for row in await self._path(info)]

    @strawberry.field(description="How many flashcards are in it.")
    async def counts(
        self,
        info: Info,
        with_subtopics: Annotated[
            bool, strawberry.argument(description="Whether the flashcards of all topics in it count too.")
        ] = True,
    ) -> FlashcardCounts:
        tree = await info.context.loaders.topics_by_owner.load(self.row.owner_id)
        ids = list(_within(tree, self.row.id)) if with_subtopics else [self.row.id]
        now = info.context.clock()
        found = await info.context.loaders.counts_by_topic.load_many([(key, now) for key in ids])
        return FlashcardCounts.of(sum((one for one in found if one is not None), CardCounts()))

    async def _path(self, info: Info) -> list[TopicRow]:
        tree = await info.context.loaders.topics_by_owner.load(self.row.owner_id)
        return path_in(tree, self.row.id)

    @classmethod
    def from_row(cls, row: TopicRow) -> Self:
        return cls(
            id=ID(str(row.id)),
            name=row.name,
            description=row.description,
            position=row.position,
            origin=Origin(row.origin),
            created_at=row.created_at,
            updated_at=row.updated_at,
            row=row,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: ID) -> Self | None:
        """The caller's topic; None for an unknown one and for somebody else's alike."""
        key, caller = parse_id(id), info.context.caller
        if key is None or caller is None:
            return None
        row = await info.context.loaders.topic_by_id.load(key)
        return cls.from_row(row) if row is not None and row.owner_id == caller.user_id else None


def path_in(tree: Sequence[TopicRow], topic_id: UUID) -> list[TopicRow]:
    """From the top down to this topic."""
    by_id = {row.id: row for row in tree}
    path: list[TopicRow] = []
    at: UUID | None = topic_id
    while at is not None and at in by_id:
        path.append(by_id.pop(at))
        at = path[-1].parent_id
    return path[::-1]


def _within(tree: Sequence[TopicRow], topic_id: UUID) -> Iterator[UUID]:
    """This topic and all that are in it."""
    children: dict[UUID | None, list[UUID]] = {}
    for row in tree:
        children.setdefault(row.parent_id, []).append(row.id)
    waiting = [topic_id]
    while waiting:
        at = waiting.pop()
        yield at
        waiting += children.get(at, ())
