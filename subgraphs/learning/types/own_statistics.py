"""What a learner sees of their own statistics."""

from datetime import timedelta
from typing import Annotated

import strawberry
from strawberry import ID

from subgraphs.learning.service.statistics import Period, StatisticsSource
from subgraphs.learning.study_rules import study_rules
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.owners import owner_of
from subgraphs.learning.types.statistics import LearningStatistics
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.errors import BadUserInput


@strawberry.type
class OwnStatistics:
    id: ID

    @strawberry.field(
        description="What reviews and cards say of the last days. Shown to their learner only.",
        directives=[AUTHENTICATED],
    )
    async def learning_statistics(
        self,
        info: Info,
        days: Annotated[
            int, strawberry.argument(description="How many days, today included, by the learner's own calendar.")
        ] = 365,
    ) -> LearningStatistics | None:
        owner_id, settings = owner_of(info, self.id), info.context.services.settings
        if not 1 <= days <= settings.statistics_longest_period:
            raise BadUserInput(f'"days" is between 1 and {settings.statistics_longest_period}.')
        rules = await info.context.loaders.study_rules_by_user.load(owner_id) or study_rules(owner_id)
        today = rules.days.day_of(info.context.clock())
        first = today - timedelta(days=days - 1)
        source = StatisticsSource(info.context.database, owner_id, Period(first, today, rules.days))
        return LearningStatistics(
            source=source, longest_forecast=settings.statistics_longest_forecast, first_day=first, last_day=today
        )
