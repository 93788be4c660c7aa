"""What is learnt, as content knows it: here it says how well the caller knows it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry
from strawberry import ID
from strawberry.federation.schema_directives import Key
from strawberry.federation.types import FieldSet

from subgraphs.progress.mastery import PERFECT, MasteryKind, MasteryLevel
from subgraphs.progress.models.mastery import MasteryRow
from subgraphs.progress.types.context import Info
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.ids import parse_id

describe_enum(
    MasteryKind,
    "What it is reckoned of how well a learner knows it.",
    {
        MasteryKind.KANJI: "A kanji.",
        MasteryKind.WORD: "A word.",
        MasteryKind.LESSON: "A lesson of a course.",
    },
)
describe_enum(
    MasteryLevel,
    "How well something is known, in words.",
    {
        MasteryLevel.STARTED: "A score below 0.15: met, and not remembered for long.",
        MasteryLevel.LEARNING: "A score from 0.15: remembered for days.",
        MasteryLevel.FAMILIAR: "A score from 0.4: remembered for a week or more.",
        MasteryLevel.PROFICIENT: "A score from 0.65: remembered for weeks, with few slips.",
        MasteryLevel.MASTERED: "A score from 0.85: remembered for months, hardly ever missed.",
    },
)


@strawberry.type(description="How well a learner knows something, by their latest answers and how long these held.")
class Mastery:
    score: float = strawberry.field(description="From 0 to 1. The documentation of progress has the formula.")
    level: MasteryLevel = strawberry.field(description="The same in words.")
    answers: int = strawberry.field(description="How many of the latest answers it rests on.")
    last_answered_at: datetime = strawberry.field(description="When the last of them was given.")
    item_kind: strawberry.Private[str]
    item_id: strawberry.Private[UUID]

    @strawberry.field(description="What is known.")
    def item(self) -> "MasteryItem | None":
        found = item_of(self.item_kind, self.item_id)
        return found if isinstance(found, Kanji | Word | Lesson) else None

    @classmethod
    def from_row(cls, row: MasteryRow) -> Self:
        return cls(
            score=row.score / PERFECT,
            level=MasteryLevel(row.level),
            answers=row.answers,
            last_answered_at=row.last_answered_at,
            item_kind=row.item_kind,
            item_id=row.item_id,
        )


@strawberry.federation.type(keys=["id"])
class Kanji:
    id: ID

    @strawberry.field(description="How well the caller knows it; null before any answer, or signed in as nobody.")
    async def mastery(self, info: Info) -> Mastery | None:
        return await _own_mastery(info, MasteryKind.KANJI, self.id)

    @classmethod
    def resolve_reference(cls, id: ID) -> Self:
        return cls(id=id)


@strawberry.federation.type(keys=["id"])
class Word:
    id: ID

    @strawberry.field(description="How well the caller knows it; null before any answer, or signed in as nobody.")
    async def mastery(self, info: Info) -> Mastery | None:
        return await _own_mastery(info, MasteryKind.WORD, self.id)

    @classmethod
    def resolve_reference(cls, id: ID) -> Self:
        return cls(id=id)


@strawberry.federation.type(keys=["id"])
class Lesson:
    id: ID

    @strawberry.field(
        description="How well the caller knows what it teaches, by quizzes, cards and completing it; null before any "
        "of these, or signed in as nobody."
    )
    async def mastery(self, info: Info) -> Mastery | None:
        return await _own_mastery(info, MasteryKind.LESSON, self.id)

    @classmethod
    def resolve_reference(cls, id: ID) -> Self:
        return cls(id=id)


@strawberry.federation.type(keys=[Key(fields=FieldSet("id"), resolvable=False)])
class Course:
    id: ID


@strawberry.federation.type(keys=[Key(fields=FieldSet("id"), resolvable=False)])
class Episode:
    id: ID


MasteryItem = Annotated[
    Kanji | Word | Lesson,
    strawberry.union("MasteryItem", description="What it is reckoned of how well a learner knows it."),
]

_TYPES: Mapping[str, type[Word | Kanji | Lesson | Course | Episode]] = {
    "KANJI": Kanji,
    "WORD": Word,
    "LESSON": Lesson,
    "COURSE": Course,
    "EPISODE": Episode,
}


def item_of(kind: str | None, item_id: UUID | None) -> Word | Kanji | Lesson | Course | Episode | None:
    """The entity; None for kinds that are none of the graph's."""
    item_type = _TYPES.get(kind or "")
    return item_type(id=ID(str(item_id))) if item_type is not None and item_id is not None else None


async def _own_mastery(info: Info, kind: MasteryKind, id: ID) -> Mastery | None:
    caller, item_id = info.context.caller, parse_id(id)
    if caller is None or item_id is None:
        return None
    row = await info.context.loaders.mastery_by_item.load((caller.user_id, kind.value, item_id))
    return Mastery.from_row(row) if row is not None else None
