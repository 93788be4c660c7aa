"""What a learner sees of their own settings."""

import strawberry
from strawberry import ID

from subgraphs.learning.study_rules import study_rules
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.learning_settings import LearningSettings
from subgraphs.learning.types.owners import owner_of
from subgraphs.shared.access import AUTHENTICATED


@strawberry.type
class OwnLearningSettings:
    id: ID

    @strawberry.field(
        description="How their flashcards are scheduled. Shown to the learner only.", directives=[AUTHENTICATED]
    )
    async def learning_settings(self, info: Info) -> LearningSettings | None:
        owner_id = owner_of(info, self.id)
        rules = await info.context.loaders.study_rules_by_user.load(owner_id) or study_rules(owner_id)
        return LearningSettings.from_row(rules.preferences)
