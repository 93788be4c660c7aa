"""Points: what earns them, and what did."""

from datetime import datetime
from typing import Annotated, Self

import strawberry
from strawberry import ID

from subgraphs.progress.experience import XpReason
from subgraphs.progress.models.awards import AwardRow
from subgraphs.progress.types.context import Info
from subgraphs.progress.types.items import Course, Episode, Kanji, Lesson, Word, item_of
from subgraphs.progress.xp_rules import WHOLE, AmountByNumber, AmountByValue, Multiplier, XpRule
from subgraphs.shared.enums import describe_enum

describe_enum(
    XpReason,
    "What experience points were earned with.",
    {
        XpReason.REVIEW: "An answer to a flashcard, by its rating.",
        XpReason.FIRST_REVIEW_OF_DAY: "The first answer of the learner's day, on top of what the answer itself earns.",
        XpReason.TEST_COMPLETED: "A test, by its right answers.",
        XpReason.LESSON_COMPLETED: "A lesson of a course.",
        XpReason.COURSE_COMPLETED: "All lessons of a course.",
        XpReason.QUIZ_ANSWERED: "A quiz of a lesson.",
        XpReason.EPISODE_WATCHED: "An episode of a series, watched to its end.",
        XpReason.CAPTURE_PROCESSED: "A text, picture or video that the learner met and kept, and that became cards.",
        XpReason.DAILY_GOAL_REACHED: "As many points on a day as the learner had set out to earn.",
        XpReason.CHALLENGE_WON: "The prize of a challenge.",
    },
)


@strawberry.type(name="XpMultiplierStep", description="From when on a multiplier raises points, and by how much.")
class MultiplierStepType:
    at_least: int = strawberry.field(description="The days in a row that it takes.")
    factor: float = strawberry.field(description="What the points are multiplied by, from there to the next step.")


@strawberry.type(name="XpMultiplier", description="What raises points, under its conditions.")
class MultiplierType:
    id: ID = strawberry.field(description="Names it in rules and awards.")
    description: str = strawberry.field(description="When it holds, in English.")
    factor: float | None = strawberry.field(description="What points are multiplied by; null where there are steps.")
    steps: list[MultiplierStepType] = strawberry.field(description="The steps, the lowest first; none for a plain one.")

    @classmethod
    def from_multiplier(cls, multiplier: Multiplier) -> Self:
        steps = [MultiplierStepType(at_least=s.at_least, factor=s.percent / WHOLE) for s in multiplier.steps]
        factor = None if steps else multiplier.percent / WHOLE
        return cls(id=ID(multiplier.id), description=multiplier.description, factor=factor, steps=steps)


@strawberry.type(name="XpAmount", description="Points of a rule for one of the cases that it tells apart.")
class AmountType:
    case: str | None = strawberry.field(description="The case, such as a rating; null where the rule knows only one.")
    points: int = strawberry.field(description="Before multipliers and caps.")


@strawberry.type(name="XpRule", description="What earns points, and how many.")
class XpRuleType:
    id: ID = strawberry.field(description="Names the rule for ever.")
    reason: XpReason = strawberry.field(description="What it is about; several rules may be about one thing.")
    description: str = strawberry.field(description="What earns the points, in English.")
    amounts: list[AmountType] = strawberry.field(description="The points, for each case that the rule tells apart.")
    times_a_day: int | None = strawberry.field(
        description="How often on one of the learner's days it gives any; null: each time."
    )
    daily_cap: int | None = strawberry.field(
        description="The most points it gives on one of the learner's days; null: no end."
    )
    multipliers: list[MultiplierType] = strawberry.field(
        description="What raises the points; they are rounded down after all of them."
    )

    @classmethod
    def from_rule(cls, rule: XpRule, info: Info) -> Self:
        book = info.context.services.rules
        return cls(
            id=ID(rule.id),
            reason=rule.reason,
            description=rule.description,
            amounts=_amounts(rule.amount),
            times_a_day=rule.times_a_day,
            daily_cap=rule.daily_cap,
            multipliers=[MultiplierType.from_multiplier(book.multiplier_by_id[each]) for each in rule.multipliers],
        )


def _amounts(amount: int | AmountByValue | AmountByNumber) -> list[AmountType]:
    match amount:
        case AmountByValue():
            return [AmountType(case=case, points=points) for case, points in amount.values.items()]
        case AmountByNumber():
            return [AmountType(case=f"each of {amount.field}", points=amount.each)]
        case _:
            return [AmountType(case=None, points=amount)]


@strawberry.type(description="A multiplier that raised the points of an award.")
class AppliedMultiplier:
    id: ID = strawberry.field(description="Which one, as `XpRule.multipliers` names it.")
    factor: float = strawberry.field(description="What the points were multiplied by.")


XpSubject = Annotated[
    Word | Kanji | Lesson | Course | Episode,
    strawberry.union("XpSubject", description="What points were earned with, where it can be looked at."),
]


@strawberry.type(description="Experience points that were earned at once, by one rule, and how that came about.")
class XpAward:
    row: strawberry.Private[AwardRow]
    id: ID = strawberry.field(description="Identifies the award.")
    amount: int = strawberry.field(
        description="How many points: the base times the multipliers, rounded down, less what the cap took; 0 when it "
        "was taken back."
    )
    reason: XpReason = strawberry.field(description="What they were earned with.")
    earned_at: datetime = strawberry.field(description="When the learner did what earned them.")
    base: int = strawberry.field(description="What the rule gives before anything raises or takes from it.")
    multipliers: list[AppliedMultiplier] = strawberry.field(description="Those that held then; often none.")
    taken_by_cap: int = strawberry.field(description="Points that the rule's daily cap took; 0 where it did not.")
    undone_at: datetime | None = strawberry.field(
        description="When the learner took back what had earned it, so that it earns nothing; null where that stands."
    )

    @strawberry.field(description="The rule as it is now; null where there is none of that name any more.")
    def rule(self, info: Info) -> XpRuleType | None:
        rule = info.context.services.rules.by_id.get(self.row.rule)
        return XpRuleType.from_rule(rule, info) if rule is not None else None

    @strawberry.field(description="What it was for; null for what cannot be looked at, such as a card of one's own.")
    def subject(self) -> XpSubject | None:
        return item_of(self.row.item_kind, self.row.item_id)

    @classmethod
    def from_row(cls, row: AwardRow) -> Self:
        multipliers = [AppliedMultiplier(id=ID(name), factor=percent / WHOLE) for name, percent in row.multipliers]
        return cls(
            row=row,
            id=ID(str(row.id)),
            amount=row.amount,
            reason=XpReason(row.reason),
            earned_at=row.earned_at,
            base=row.base,
            multipliers=multipliers,
            taken_by_cap=row.taken_by_cap,
            undone_at=row.undone_at,
        )
