"""Series and episodes, one by one and in lists, and comments that wait for a moderator."""

from typing import Annotated

import strawberry

from subgraphs.content.course_access import user_id_of
from subgraphs.content.queries.reading import count_when_asked, read
from subgraphs.content.repository.comments import CommentRepository
from subgraphs.content.repository.series import SeriesFilter, SeriesRepository
from subgraphs.content.types.comment_parts import CommentState
from subgraphs.content.types.context import Info
from subgraphs.content.types.course_enums import ProficiencyLevel
from subgraphs.content.types.course_inputs import key_of
from subgraphs.content.types.courses import Comment
from subgraphs.content.types.series import Episode, EpisodeProgress, Series, SeriesConnection
from subgraphs.shared.access import AUTHENTICATED, requires_scopes
from subgraphs.shared.connections import After, Before, Connection, First, Last
from subgraphs.shared.context import require_caller, require_scope
from subgraphs.shared.pagination import page_request
from subgraphs.shared.scopes import Scope


@strawberry.input(name="SeriesFilter", description="Which series to list. What is left out asks nothing.")
class SeriesFilterInput:
    language: str | None = strawberry.field(default=None, description="Only those in this language, as a tag.")
    level: ProficiencyLevel | None = strawberry.field(default=None, description="Only those for this level.")
    owner_id: strawberry.ID | None = strawberry.field(default=None, description="Only those that this user made.")
    organization_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only this organization's own; none when the caller is no member."
    )

    def to_series_filter(self) -> SeriesFilter:
        return SeriesFilter(
            language=self.language,
            level=self.level,
            owner_id=key_of(self.owner_id) if self.owner_id is not None else None,
            organization_id=key_of(self.organization_id) if self.organization_id is not None else None,
        )


@strawberry.type
class SeriesQueries:
    @strawberry.field(
        description="A series by its id; null where there is none, and where it is not for the caller to know of."
    )
    async def series(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The `id` of a `Series`.")]
    ) -> Series | None:
        return await Series.resolve_reference(info, id)

    @strawberry.field(
        description="An episode by its id; null where there is none, and where it is not for the caller to know of."
    )
    async def episode(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The `id` of an `Episode`.")]
    ) -> Episode | None:
        return await Episode.resolve_reference(info, id)

    @strawberry.field(
        description="Published series, the latest first: those for everybody, and those of the caller's organizations."
    )
    async def series_list(
        self,
        info: Info,
        filter: Annotated[SeriesFilterInput | None, strawberry.argument(description="All unless said.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> SeriesConnection | None:
        wanted = filter.to_series_filter() if filter else SeriesFilter()
        user_id, request = user_id_of(info.context.caller), page_request(first, after, last, before)
        page = await read(info, lambda session: SeriesRepository(session).published(user_id, wanted, request))
        count = count_when_asked(info, lambda session: SeriesRepository(session).count_published(user_id, wanted))
        return await SeriesConnection.of(info, page, count)

    @strawberry.field(
        description="Series that the caller may write, the latest begun first.",
        directives=[requires_scopes(Scope.CONTENT_WRITE)],
    )
    async def authored_series(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        is_deleted: Annotated[bool, strawberry.argument(description="True: only deleted ones.")] = False,
    ) -> SeriesConnection | None:
        caller = require_scope(info, Scope.CONTENT_WRITE)
        user_id, request = caller.user_id, page_request(first, after)
        page = await read(info, lambda session: SeriesRepository(session).authored(user_id, is_deleted, request))
        count = count_when_asked(info, lambda session: SeriesRepository(session).count_authored(user_id, is_deleted))
        return await SeriesConnection.of(info, page, count)

    @strawberry.field(
        description="How far the caller has come in episodes, the latest first.", directives=[AUTHENTICATED]
    )
    async def watched_episodes(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[EpisodeProgress] | None:
        caller = require_caller(info)
        page = await info.context.loaders.series.watched_by_user.load((caller.user_id, page_request(first, after)))
        return Connection[EpisodeProgress].from_page(page, EpisodeProgress.from_row)

    @strawberry.field(
        description="Comments for moderators to look at, the oldest first.",
        directives=[requires_scopes(Scope.CONTENT_MODERATE)],
    )
    async def comments_to_moderate(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        states: Annotated[
            list[CommentState] | None,
            strawberry.argument(description="Only those in one of these states; null: those pending or reported."),
        ] = None,
    ) -> Connection[Comment] | None:
        require_scope(info, Scope.CONTENT_MODERATE)
        request = page_request(first, after)
        page = await read(info, lambda session: CommentRepository(session).queue(states or (), request))
        return Connection[Comment].from_page(page, Comment.from_row)
