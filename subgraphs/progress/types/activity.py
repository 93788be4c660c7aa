"""What learners did on each of their days."""

from datetime import date, datetime
from typing import Self

import strawberry

from subgraphs.progress.models.days import DayRow

_MILLISECONDS_PER_MINUTE = 60_000


@strawberry.type(description="What a learner did on one day, by the calendar that they lived by then.")
class DayActivity:
    day: date = strawberry.field(description="The day.")
    xp: int = strawberry.field(description="Experience points earned on it.")
    reviews: int = strawberry.field(description="Flashcards answered, without those that were undone.")
    minutes: int = strawberry.field(
        description="Time of study in whole minutes: answers as long as the client measured them, lessons as long as "
        "their authors think they take, episodes as long as they are."
    )
    goal: int | None = strawberry.field(
        description="The points that the learner wanted. Shown to themselves only; null for anybody else."
    )
    is_goal_reached: bool = strawberry.field(description="Whether they earned as many.")

    @classmethod
    def from_row(cls, row: DayRow, is_oneself: bool) -> Self:
        return cls(
            day=row.day,
            xp=row.xp,
            reviews=row.reviews,
            minutes=row.milliseconds // _MILLISECONDS_PER_MINUTE,
            goal=row.goal if is_oneself else None,
            is_goal_reached=row.goal_reached_at is not None,
        )


@strawberry.type(description="The points that a learner wants to earn today, and how near they are.")
class DailyGoal:
    xp: int = strawberry.field(description="The goal, as set in the settings of the account.")
    earned: int = strawberry.field(description="Points earned today, with what reaching the goal itself gave.")
    reached_at: datetime | None = strawberry.field(description="When it was reached; null while it is not.")
