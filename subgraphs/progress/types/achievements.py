"""What can be achieved, and how far somebody has come."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry
from strawberry import ID

from subgraphs.progress.achievement_rules import AchievementGroup, AchievementRule, AchievementTier
from subgraphs.progress.types.context import Info
from subgraphs.shared.enums import describe_enum

describe_enum(
    AchievementTier,
    "How much an achievement asks for.",
    {
        AchievementTier.BRONZE: "Days.",
        AchievementTier.SILVER: "Weeks, or a good day.",
        AchievementTier.GOLD: "Months.",
        AchievementTier.PLATINUM: "Years, or nearly.",
    },
)
describe_enum(
    AchievementGroup,
    "What an achievement is about.",
    {
        AchievementGroup.REVIEWS: "Answering flashcards.",
        AchievementGroup.CARDS: "Making flashcards.",
        AchievementGroup.DAYS: "Coming back, day after day.",
        AchievementGroup.POINTS: "Experience points and levels.",
        AchievementGroup.MASTERY: "Knowing words and kanji for good.",
        AchievementGroup.COURSES: "Lessons, tests and episodes.",
        AchievementGroup.PEOPLE: "Learning with others.",
        AchievementGroup.HIDDEN: "Known to nobody but those who have it.",
    },
)


@strawberry.type(description="Something that can be achieved. Once had, it has a badge.")
class Achievement:
    id: ID = strawberry.field(description="Its id for ever, such as `streak-7`: a client draws the badge by it.")
    group: AchievementGroup = strawberry.field(description="What it is about.")
    tier: AchievementTier = strawberry.field(description="How much it asks for.")
    name: str = strawberry.field(description="What it is called, in English.")
    description: str = strawberry.field(description="What is to be done for it, in English.")
    target: int = strawberry.field(description="How often, how many or how long: where its counter has to come.")
    is_secret: bool = strawberry.field(description="Whether nobody hears of it before having it.")

    @classmethod
    def from_rule(cls, rule: AchievementRule) -> Self:
        return cls(
            id=ID(rule.id),
            group=rule.group,
            tier=rule.tier,
            name=rule.name,
            description=rule.description,
            target=rule.target,
            is_secret=rule.is_secret,
        )


@strawberry.type(description="How far a learner has come towards an achievement.")
class AchievementProgress:
    achievement: Achievement = strawberry.field(description="What is to be achieved.")
    current: int = strawberry.field(description="Where its counter stands; never more than the target.")
    unlocked_at: datetime | None = strawberry.field(description="When the learner got it; null as long as they do not.")

    @classmethod
    def of(cls, rule: AchievementRule, counted: int, unlocked_at: datetime | None) -> Self:
        current = rule.target if unlocked_at is not None else min(counted, rule.target)
        return cls(achievement=Achievement.from_rule(rule), current=current, unlocked_at=unlocked_at)


@strawberry.type(description="An achievement that a learner has, for everybody to see who sees their progress.")
class Badge:
    achievement: Achievement = strawberry.field(description="What was achieved.")
    unlocked_at: datetime = strawberry.field(description="When.")


@strawberry.type
class LearnerAchievements:
    """A mixin of `Progress`."""

    user_id: strawberry.Private[UUID]

    @strawberry.field(
        description="How far the learner has come towards each achievement, in the order in which they are shown. "
        "Secret ones only once they are had. Empty for anybody but the learner."
    )
    async def achievements(
        self,
        info: Info,
        group: Annotated[AchievementGroup | None, strawberry.argument(description="Only those of this group.")] = None,
    ) -> list[AchievementProgress]:
        caller = info.context.caller
        if caller is None or caller.user_id != self.user_id:
            return []
        unlocked = await info.context.loaders.unlocked_achievements.load(self.user_id) or {}
        counters = await info.context.loaders.counters.load(self.user_id)
        numbers = counters.counters if counters is not None else {}
        return [
            AchievementProgress.of(rule, int(numbers.get(rule.counter, 0)), unlocked.get(rule.id))
            for rule in info.context.services.achievements.rules
            if (group is None or rule.group == group) and (rule.id in unlocked or not rule.is_secret)
        ]

    @strawberry.field(description="What the learner has achieved, the latest first.")
    async def badges(self, info: Info) -> list[Badge]:
        unlocked = await info.context.loaders.unlocked_achievements.load(self.user_id) or {}
        rules = info.context.services.achievements.by_id
        had = [(at, name) for name, at in unlocked.items() if name in rules]
        return [
            Badge(achievement=Achievement.from_rule(rules[name]), unlocked_at=at)
            for at, name in sorted(had, reverse=True)
        ]
