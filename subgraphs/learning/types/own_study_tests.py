"""What a learner sees of their own tests, and of what is known of them."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import ID

from subgraphs.learning.examining.item_response import level_of
from subgraphs.learning.models.study_tests import Skill, StudyTestKind
from subgraphs.learning.repository.abilities import AbilityRepository
from subgraphs.learning.repository.study_tests import StudyTestRepository
from subgraphs.learning.service.abilities import ability_in
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.owners import owner_of
from subgraphs.learning.types.study_tests import StudyTest
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.connections import After, Connection, First
from subgraphs.shared.pagination import page_request


@strawberry.type(description="What tests tell of what a learner can do in one skill.")
class AbilityEstimate:
    skill: Skill = strawberry.field(description="The skill.")
    level: str = strawberry.field(description="The level at which the learner is working: N5, the easiest, to N1.")
    ability: float = strawberry.field(
        description="The estimate behind it, in units in which a level is 1.5 wide and the middle of N3 is 0."
    )
    standard_error: float = strawberry.field(
        description="How far off the estimate is, as a rule. It grows while nothing is asked."
    )
    answer_count: int = strawberry.field(description="How many answers it rests on.")
    updated_at: datetime = strawberry.field(description="When a test last had a say in it.")


@strawberry.type
class OwnStudyTests:
    id: ID

    @strawberry.field(
        description="All tests, the latest first, with their scores. Shown to whoever took them only.",
        directives=[AUTHENTICATED],
    )
    async def tests(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        kinds: Annotated[
            list[StudyTestKind] | None, strawberry.argument(description="Only those of one of these kinds.")
        ] = None,
    ) -> Connection[StudyTest] | None:
        owner_id = owner_of(info, self.id)
        async with info.context.database.read() as session:
            page = await StudyTestRepository(session).page(owner_id, kinds, page_request(first, after))
        return Connection[StudyTest].from_page(page, StudyTest.from_row)

    @strawberry.field(
        description="What tests tell of this learner, by skill; a skill in which nothing was asked is left out. Shown "
        "to the learner only.",
        directives=[AUTHENTICATED],
    )
    async def abilities(self, info: Info) -> list[AbilityEstimate] | None:
        owner_id, settings = owner_of(info, self.id), info.context.services.settings
        async with info.context.database.read() as session:
            rows = await AbilityRepository(session).of(owner_id)
            known = await ability_in(session, owner_id, info.context.clock(), settings)
        return [
            AbilityEstimate(
                skill=skill,
                level=level_of(known[skill].value),
                ability=known[skill].value,
                standard_error=known[skill].error,
                answer_count=rows[skill].answers,
                updated_at=rows[skill].updated_at,
            )
            for skill in Skill
            if skill in known
        ]
