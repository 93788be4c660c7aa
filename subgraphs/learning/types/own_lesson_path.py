"""Lessons that are recommended to a learner."""

from typing import Annotated, Self

import strawberry
from strawberry import ID

from subgraphs.learning.models.items import ItemKind
from subgraphs.learning.planning.lesson_path import LessonReason, RecommendedLesson
from subgraphs.learning.service.lesson_path import recommend_lessons
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.flashcards import Kanji, Word
from subgraphs.learning.types.lessons import Lesson
from subgraphs.learning.types.owners import owner_of
from subgraphs.learning.types.syllabi import today_of
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.errors import BadUserInput

MOST_LESSONS = 20

describe_enum(
    LessonReason,
    "Why a lesson is recommended.",
    {
        LessonReason.CONTINUES_A_COURSE: "It is the next one of a course that the learner has begun, or of one whose "
        "lessons stand before it on the path.",
        LessonReason.IS_IN_YOUR_SYLLABUS: "A syllabus has it for this week, or had it for an earlier one.",
        LessonReason.LEADS_TO_YOUR_GOAL: "Its level is one that a syllabus leads through.",
        LessonReason.PRACTISES_YOUR_MISTAKES: "It is about words or kanji that the learner forgot lately.",
        LessonReason.FITS_YOUR_LEVEL: "Its level is where the learner stands, by the latest placement test or else by "
        "the words that they know.",
    },
)


@strawberry.type(name="RecommendedLesson", description="A lesson to take, and why.")
class ShownLesson:
    reasons: list[LessonReason] = strawberry.field(
        description="What speaks for it, the strongest first; empty where it is merely the next there is."
    )
    recommended: strawberry.Private[RecommendedLesson]

    @strawberry.field(description="The lesson.")
    def lesson(self) -> Lesson:
        return Lesson(id=ID(str(self.recommended.lesson.id)))

    @strawberry.field(description="Words of it that the learner forgot lately.")
    async def mistaken_words(self, info: Info) -> list[Word]:
        return [Word(id=key) for key in await self._mistaken(info, ItemKind.WORD)]

    @strawberry.field(description="Kanji of it that the learner forgot lately.")
    async def mistaken_kanji(self, info: Info) -> list[Kanji]:
        return [Kanji(id=key) for key in await self._mistaken(info, ItemKind.KANJI)]

    async def _mistaken(self, info: Info, kind: ItemKind) -> list[ID]:
        rows = await info.context.loaders.item_by_id.load_many(sorted(self.recommended.mistaken_items))
        return [ID(str(row.id)) for row in rows if row is not None and row.kind == kind]

    @classmethod
    def of(cls, recommended: RecommendedLesson) -> Self:
        return cls(reasons=list(recommended.reasons), recommended=recommended)


@strawberry.type
class OwnLessonPath:
    id: ID

    @strawberry.field(
        description="A path through the lessons that are published: which to take next and which after it, from the "
        "learner's level, goals and mistakes. Shown to its learner only.",
        directives=[AUTHENTICATED],
    )
    async def recommended_lessons(
        self,
        info: Info,
        first: Annotated[
            int, strawberry.argument(description=f"How many steps of the path, {MOST_LESSONS} at most.")
        ] = 5,
    ) -> list[ShownLesson] | None:
        owner_id = owner_of(info, self.id)
        if not 1 <= first <= MOST_LESSONS:
            raise BadUserInput(f'"first" is from 1 to {MOST_LESSONS}.')
        settings, now, today = info.context.services.settings, info.context.clock(), await today_of(info, owner_id)
        async with info.context.database.read() as session:
            path = await recommend_lessons(session, settings, owner_id, first, now, today)
        return [ShownLesson.of(one) for one in path]
