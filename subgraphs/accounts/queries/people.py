"""Finding people by name, and people whom one may like."""

from typing import Annotated

import strawberry

from subgraphs.accounts.repository.finding_people import FindingPeople
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.user import User, people_connection
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.connections import After, Connection, First
from subgraphs.shared.context import require_caller
from subgraphs.shared.errors import BadUserInput
from subgraphs.shared.pagination import Page, page_request

SHORTEST_TEXT = 2
MOST_SUGGESTIONS = 50


@strawberry.type
class PeopleQueries:
    @strawberry.field(
        description="People whose handle or display name begins with a text, by handle. Whoever does not show their "
        "profile to the caller is found by their whole handle only; whoever is blocked, or has blocked, is not found.",
        directives=[AUTHENTICATED],
    )
    async def search_users(
        self,
        info: Info,
        text: Annotated[str, strawberry.argument(description="Two characters or more, in any case.")],
        first: First = None,
        after: After = None,
    ) -> Connection[User] | None:
        caller, wanted = require_caller(info), text.strip().removeprefix("@")
        if len(wanted) < SHORTEST_TEXT:
            return await people_connection(info, Page.empty(), [])
        async with info.context.database.read() as session:
            finding = FindingPeople(session, caller.user_id, info.context.clock())
            page = await finding.by_name(wanted, page_request(first, after))
        return await people_connection(info, page, [row.id for row in page.rows])

    @strawberry.field(
        description="People whom the caller may like as friends, the likeliest first: friends of friends, people of "
        "the same organizations, newcomers who learn the same language.",
        directives=[AUTHENTICATED],
    )
    async def friend_suggestions(
        self,
        info: Info,
        first: Annotated[int, strawberry.argument(description="How many at most: 1 to 50.")] = 10,
    ) -> list[User] | None:
        caller = require_caller(info)
        if not 1 <= first <= MOST_SUGGESTIONS:
            raise BadUserInput(f'"first" is from 1 to {MOST_SUGGESTIONS}.')
        account = await info.context.loaders.account_by_id.load(caller.user_id)
        languages = account.profile.languages if account is not None else []
        async with info.context.database.read() as session:
            finding = FindingPeople(session, caller.user_id, info.context.clock())
            ids = await finding.suggestions(languages, first)
        accounts = await info.context.loaders.account_by_id.load_many(ids)
        return [User.from_account(found) for found in accounts if found is not None]
