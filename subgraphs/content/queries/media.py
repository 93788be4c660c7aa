"""Media, one by one and in lists."""

from typing import Annotated

import strawberry

from subgraphs.content.models.media import MediaKind
from subgraphs.content.repository.media import MediaRepository
from subgraphs.content.service.media import check_readable, usage_of
from subgraphs.content.types.context import Info
from subgraphs.content.types.course_inputs import key_of
from subgraphs.content.types.media import MediaAsset, MediaUsage, OrganizationArgument
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.connections import After, Before, Connection, First, Last
from subgraphs.shared.context import require_caller
from subgraphs.shared.pagination import page_request


@strawberry.type
class MediaQueries:
    @strawberry.field(
        description="A medium by its id; null where there is none, and where it is not for the caller to know of."
    )
    async def media(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The `id` of a `MediaAsset`.")]
    ) -> MediaAsset | None:
        return await MediaAsset.resolve_reference(info, id)

    @strawberry.field(
        description="What the caller uploaded for themselves, or what an organization has; the latest first.",
        directives=[AUTHENTICATED],
    )
    async def my_media(
        self,
        info: Info,
        organization_id: OrganizationArgument = None,
        kind: Annotated[MediaKind | None, strawberry.argument(description="Only those of this kind.")] = None,
        deleted: Annotated[
            bool, strawberry.argument(description="True: those instead that were deleted and can be brought back.")
        ] = False,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[MediaAsset] | None:
        caller, page = require_caller(info), page_request(first, after, last, before)
        organization = key_of(organization_id) if organization_id is not None else None
        async with info.context.database.read() as session:
            await check_readable(session, caller, organization)
            found = await MediaRepository(session).page(caller.user_id, organization, kind, deleted, page)
        return Connection[MediaAsset].from_page(found, MediaAsset.from_row)

    @strawberry.field(
        description="How much room the caller, or an organization, has for media.", directives=[AUTHENTICATED]
    )
    async def media_usage(self, info: Info, organization_id: OrganizationArgument = None) -> MediaUsage | None:
        caller = require_caller(info)
        organization = key_of(organization_id) if organization_id is not None else None
        async with info.context.database.read() as session:
            await check_readable(session, caller, organization)
            usage = await usage_of(session, caller, organization, info.context.services.settings)
        return MediaUsage.from_usage(usage)
