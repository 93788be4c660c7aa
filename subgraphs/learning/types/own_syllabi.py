"""What a learner sees of their own syllabi."""

from typing import Annotated

import strawberry
from strawberry import ID

from subgraphs.learning.models.syllabi import SyllabusState
from subgraphs.learning.repository.syllabi import SyllabusRepository
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.owners import owner_of
from subgraphs.learning.types.syllabi import Syllabus
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.connections import After, Connection, First
from subgraphs.shared.pagination import page_request


@strawberry.type
class OwnSyllabi:
    id: ID

    @strawberry.field(
        description="The plans that they follow or have followed, the newest first. Shown to their learner only.",
        directives=[AUTHENTICATED],
    )
    async def syllabi(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        states: Annotated[
            list[SyllabusState] | None, strawberry.argument(description="Only those in one of these states.")
        ] = None,
    ) -> Connection[Syllabus] | None:
        owner_id = owner_of(info, self.id)
        async with info.context.database.read() as session:
            page = await SyllabusRepository(session).page(owner_id, states, page_request(first, after))
        return Connection[Syllabus].from_page(page, Syllabus.from_row)
