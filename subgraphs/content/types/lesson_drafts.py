"""Lessons as their authors write them."""

from datetime import datetime
from typing import Self

import strawberry

from subgraphs.content.blocks import read_blocks
from subgraphs.content.models.courses import LessonRow
from subgraphs.content.types.lesson_blocks import LessonBlock, block_from_stored, id_of
from subgraphs.content.types.locales import SummaryInLocales, TitleInLocales


@strawberry.type(description="A lesson as its authors write it.")
class LessonDraft(TitleInLocales, SummaryInLocales):
    row: strawberry.Private[LessonRow]
    id: strawberry.ID = strawberry.field(description="The id that the lesson has when it is published.")
    revision: int = strawberry.field(description="Raised by every change; a change names the revision that it knows.")
    title: str = strawberry.field(description="What it is to be called.")
    summary: str = strawberry.field(description="What it is about, in a line or two; may be empty.")
    minutes: int = strawberry.field(description="How long its author thinks that it takes.")
    updated_at: datetime = strawberry.field(description="When somebody changed it last.")
    is_deleted: bool = strawberry.field(description="True when it was taken out of the course; it can be restored.")

    @strawberry.field(description="What it consists of so far, in order. Quizzes show their solutions.")
    def blocks(self) -> list[LessonBlock]:
        return [block_from_stored(one, for_author=True) for one in read_blocks(self.row.blocks)]

    @strawberry.field(description="The lessons that have to be completed before this one is begun.")
    def prerequisite_ids(self) -> list[strawberry.ID]:
        return [strawberry.ID(one) for one in self.row.prerequisite_ids]

    @classmethod
    def from_row(cls, row: LessonRow) -> Self:
        return cls(
            row=row,
            id=id_of(row.id),
            revision=row.revision,
            title=row.title,
            summary=row.summary,
            minutes=row.minutes,
            updated_at=row.updated_at,
            is_deleted=row.deleted_at is not None,
        )
