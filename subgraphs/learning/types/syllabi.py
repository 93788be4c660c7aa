"""Syllabi as their learners see them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

import strawberry
from strawberry import ID

from subgraphs.learning.models.syllabi import (
    SyllabusGoal,
    SyllabusItemKind,
    SyllabusItemRow,
    SyllabusRow,
    SyllabusState,
    SyllabusWeekRow,
)
from subgraphs.learning.repository.syllabi import Progress
from subgraphs.learning.syllabus_errors import Proposal
from subgraphs.learning.syllabus_levels import StudyLevel
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.flashcards import Kanji, Word
from subgraphs.learning.types.grammar_points import GrammarPoint
from subgraphs.learning.types.lessons import Lesson
from subgraphs.shared.connections import After, Connection, First
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.ids import parse_id
from subgraphs.shared.nodes import Node
from subgraphs.shared.pagination import page_request


class SyllabusWeekState(StrEnum):
    """When a week is."""

    PAST = "PAST"
    CURRENT = "CURRENT"
    COMING = "COMING"


describe_enum(
    SyllabusGoal,
    "What of its levels a syllabus is about.",
    {
        SyllabusGoal.EVERYTHING: "Lessons, grammar, kanji and words, side by side.",
        SyllabusGoal.VOCABULARY: "Words alone.",
        SyllabusGoal.KANJI: "Kanji alone.",
        SyllabusGoal.GRAMMAR: "Points of grammar alone.",
    },
)
describe_enum(
    SyllabusState,
    "What became of a syllabus.",
    {
        SyllabusState.ACTIVE: "It is followed, and planned anew every week.",
        SyllabusState.COMPLETED: "Everything that it holds is done.",
        SyllabusState.ENDED: "Its learner gave it up.",
    },
)
describe_enum(
    SyllabusItemKind,
    "What a syllabus has its learner begin.",
    {
        SyllabusItemKind.WORD: "A word. It is done when a card of it has been learnt.",
        SyllabusItemKind.KANJI: "A kanji. It is done when a card of it has been learnt.",
        SyllabusItemKind.GRAMMAR: "A point of grammar. It is done when its learner says so.",
        SyllabusItemKind.LESSON: "A lesson. It is done when it has been completed.",
    },
)
describe_enum(
    StudyLevel,
    "Levels that a syllabus leads through, by the community's lists for the Japanese-Language Proficiency Test.",
    {
        StudyLevel.N5: "Where one begins. Lessons for beginners belong to it.",
        StudyLevel.N4: "Everyday phrases. Elementary lessons belong to it.",
        StudyLevel.N3: "Everyday conversation. Intermediate lessons belong to it.",
        StudyLevel.N2: "Newspapers. Upper intermediate lessons belong to it.",
        StudyLevel.N1: "Nearly everything. Advanced lessons belong to it.",
    },
)
describe_enum(
    SyllabusWeekState,
    "When a week of a syllabus is, where its learner lives.",
    {
        SyllabusWeekState.PAST: "It is over. What was missed in it was moved.",
        SyllabusWeekState.CURRENT: "Today is in it.",
        SyllabusWeekState.COMING: "It is planned, and may be planned anew.",
    },
)


@strawberry.type(description="What would fit in place of a syllabus that does not.")
class SyllabusProposal:
    target_date: date | None = strawberry.field(
        description="The earliest day by which it can be done with the minutes that were wished for; null: none is "
        "near enough to be planned."
    )
    minutes_per_day: int | None = strawberry.field(
        description="The fewest minutes a day with which it can be done by the date that was wished for; null: no day "
        "has so many."
    )

    @classmethod
    def of(cls, proposal: Proposal) -> Self:
        return cls(target_date=proposal.target_date, minutes_per_day=proposal.minutes_per_day)


@strawberry.type(description="Something that a syllabus has its learner begin.")
class SyllabusItem:
    kind: SyllabusItemKind = strawberry.field(description="What it is.")
    seconds: int = strawberry.field(description="What beginning it is expected to take.")
    row: strawberry.Private[SyllabusItemRow]
    owner_id: strawberry.Private[UUID]

    @strawberry.field(description="Identifies the word, kanji, point of grammar or lesson.")
    def item_id(self) -> ID:
        return ID(str(self.row.item_id))

    @strawberry.field(description="Whether it is done by now, in its week or ahead of it.")
    async def is_done(self, info: Info) -> bool:
        key = (self.owner_id, self.row.syllabus_id, self.row.item_id)
        return bool(await info.context.loaders.is_syllabus_item_done.load(key))

    @strawberry.field(description="The word; null when it is something else.")
    def word(self) -> Word | None:
        return Word(id=self._key) if self.kind is SyllabusItemKind.WORD else None

    @strawberry.field(description="The kanji; null when it is something else.")
    def kanji(self) -> Kanji | None:
        return Kanji(id=self._key) if self.kind is SyllabusItemKind.KANJI else None

    @strawberry.field(description="The point of grammar; null when it is something else.")
    def grammar_point(self) -> GrammarPoint | None:
        return GrammarPoint(id=self._key) if self.kind is SyllabusItemKind.GRAMMAR else None

    @strawberry.field(description="The lesson; null when it is something else.")
    def lesson(self) -> Lesson | None:
        return Lesson(id=self._key) if self.kind is SyllabusItemKind.LESSON else None

    @property
    def _key(self) -> ID:
        return ID(str(self.row.item_id))


@strawberry.type(description="What a syllabus has its learner begin in a week, and the reviews that come with it.")
class SyllabusWeek:
    number: int = strawberry.field(description="Its place in the syllabus, counted from 1.")
    starts_on: date = strawberry.field(description="Its first day, where the learner lives.")
    ends_on: date = strawberry.field(description="Its last day. The week before the target may be a short one.")
    new_seconds: int = strawberry.field(description="What beginning its items is expected to take.")
    review_count: int = strawberry.field(
        description="How many answers to cards that were begun before are expected, those of other studies with them."
    )
    review_seconds: int = strawberry.field(description="What those answers are expected to take.")
    row: strawberry.Private[SyllabusWeekRow]
    owner_id: strawberry.Private[UUID]

    @strawberry.field(description="When it is.")
    async def state(self, info: Info) -> SyllabusWeekState:
        today = await today_of(info, self.owner_id)
        if self.ends_on < today:
            return SyllabusWeekState.PAST
        return SyllabusWeekState.CURRENT if self.starts_on <= today else SyllabusWeekState.COMING

    @strawberry.field(description="How many items it holds; of a week that is over, how many it held when it ended.")
    async def item_count(self, info: Info) -> int:
        if self.row.planned_count is not None:
            return self.row.planned_count
        return (await self._progress(info)).total

    @strawberry.field(description="How many of them are done; of a week that is over, how many were when it ended.")
    async def done_count(self, info: Info) -> int:
        if self.row.done_count is not None:
            return self.row.done_count
        return (await self._progress(info)).done

    @strawberry.field(
        description="What to begin, in the order in which to begin it. A week that is over shows what was done."
    )
    async def items(self, info: Info, first: First = None, after: After = None) -> Connection[SyllabusItem]:
        key = ((self.row.syllabus_id, self.number), page_request(first, after))
        page = await info.context.loaders.items_of_syllabus_week.load(key)
        return Connection[SyllabusItem].from_page(page, self._item)

    def _item(self, row: SyllabusItemRow) -> SyllabusItem:
        return SyllabusItem(kind=SyllabusItemKind(row.kind), seconds=row.seconds, row=row, owner_id=self.owner_id)

    async def _progress(self, info: Info) -> Progress:
        key = (self.owner_id, self.row.syllabus_id, self.number)
        return await info.context.loaders.progress_of_syllabus_week.load(key) or Progress()

    @classmethod
    def from_row(cls, row: SyllabusWeekRow, owner_id: UUID) -> Self:
        return cls(
            number=row.number,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            new_seconds=row.new_seconds,
            review_count=row.review_count,
            review_seconds=row.review_seconds,
            row=row,
            owner_id=owner_id,
        )


@strawberry.federation.type(
    keys=["id"],
    description="A learner's plan how to reach a level by a date in so many minutes a day. At the end of every week "
    "what was missed is moved, and what is left is planned anew.",
)
class Syllabus(Node):
    id: ID = strawberry.field(description="Identifies the syllabus.")
    goal: SyllabusGoal = strawberry.field(description="What of its levels it is about.")
    from_level: StudyLevel = strawberry.field(description="The easiest level that it goes through.")
    level: StudyLevel = strawberry.field(description="The level that it leads to.")
    minutes_per_day: int = strawberry.field(description="How long the learner wants to study on a day of study.")
    days_per_week: int = strawberry.field(description="On how many days of a week the learner wants to study.")
    starts_on: date = strawberry.field(description="Its first day.")
    target_date: date = strawberry.field(description="The day by which everything is to be begun.")
    expected_date: date = strawberry.field(
        description="The day by which everything will have been begun, as it looks since the last planning."
    )
    state: SyllabusState = strawberry.field(description="Whether it is still followed.")
    created_at: datetime = strawberry.field(description="When it was made.")
    adapted_at: datetime | None = strawberry.field(description="When it was planned anew last; null: not yet.")
    finished_at: datetime | None = strawberry.field(
        description="When it was completed or given up; null while it is active."
    )
    row: strawberry.Private[SyllabusRow]

    @strawberry.field(description="By how many days the target will be missed; 0 while it can be kept.")
    def slip_days(self) -> int:
        return max((self.expected_date - self.target_date).days, 0)

    @strawberry.field(description="How many items it holds.")
    async def item_count(self, info: Info) -> int:
        return (await self._progress(info)).total

    @strawberry.field(description="How many of them are done by now.")
    async def done_count(self, info: Info) -> int:
        return (await self._progress(info)).done

    @strawberry.field(description="The week that today is in; null before it begins, and after its last week.")
    async def current_week(self, info: Info) -> SyllabusWeek | None:
        key = (self.row.id, await today_of(info, self.row.owner_id))
        week = await info.context.loaders.syllabus_week_at.load(key)
        return SyllabusWeek.from_row(week, self.row.owner_id) if week is not None else None

    @strawberry.field(description="Its weeks in their order.")
    async def weeks(self, info: Info, first: First = None, after: After = None) -> Connection[SyllabusWeek]:
        page = await info.context.loaders.weeks_of_syllabus.load((self.row.id, page_request(first, after)))
        return Connection[SyllabusWeek].from_page(page, lambda row: SyllabusWeek.from_row(row, self.row.owner_id))

    async def _progress(self, info: Info) -> Progress:
        return await info.context.loaders.progress_of_syllabus.load((self.row.owner_id, self.row.id)) or Progress()

    @classmethod
    def from_row(cls, row: SyllabusRow) -> Self:
        return cls(
            id=ID(str(row.id)),
            goal=SyllabusGoal(row.goal),
            from_level=StudyLevel(row.from_level),
            level=StudyLevel(row.level),
            minutes_per_day=row.minutes_per_day,
            days_per_week=row.days_per_week,
            starts_on=row.starts_on,
            target_date=row.target_date,
            expected_date=row.expected_date,
            state=SyllabusState(row.state),
            created_at=row.created_at,
            adapted_at=row.adapted_at,
            finished_at=row.finished_at,
            row=row,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: ID) -> Self | None:
        """The caller's syllabus; None for an unknown one and for somebody else's alike."""
        key, caller = parse_id(id), info.context.caller
        if key is None or caller is None:
            return None
        row = await info.context.loaders.syllabus_by_id.load(key)
        return cls.from_row(row) if row is not None and row.owner_id == caller.user_id else None


async def today_of(info: Info, user_id: UUID) -> date:
    rules = await info.context.loaders.study_rules_by_user.load(user_id)
    if rules is None:
        raise LookupError(f"nobody knows by which rules {user_id} studies")
    return rules.days.day_of(info.context.clock())
