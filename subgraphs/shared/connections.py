"""Relay connections over pages that seek."""

from collections.abc import Callable
from typing import Annotated, Generic, Self, TypeVar

import strawberry

from subgraphs.shared.pagination import DEFAULT_PAGE, LARGEST_PAGE, Page, RowT

NodeT = TypeVar("NodeT")

First = Annotated[
    int | None,
    strawberry.argument(
        description=f"How many to give, counted from the start or from `after`: {DEFAULT_PAGE} unless said, "
        f"at most {LARGEST_PAGE}."
    ),
]
After = Annotated[
    str | None, strawberry.argument(description="Start behind the edge that has this cursor, to page forwards.")
]
Last = Annotated[
    int | None,
    strawberry.argument(
        description=f"How many to give, counted back from the end or from `before`; at most {LARGEST_PAGE}."
    ),
]
Before = Annotated[
    str | None, strawberry.argument(description="End ahead of the edge that has this cursor, to page backwards.")
]


@strawberry.federation.type(shareable=True, description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="More follows behind `endCursor`.")
    has_previous_page: bool = strawberry.field(description="Something stands ahead of `startCursor`.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first edge; null on an empty page.")
    end_cursor: str | None = strawberry.field(
        description="Cursor of the last edge, to pass as `after` for the next page; null on an empty page."
    )

    @classmethod
    def from_page(cls, page: Page[RowT]) -> "PageInfo":
        return cls(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=page.cursors[0] if page.cursors else None,
            end_cursor=page.cursors[-1] if page.cursors else None,
        )


@strawberry.federation.type(shareable=True, description="One item of a list, and its place in it.")
class Edge(Generic[NodeT]):
    cursor: str = strawberry.field(description="This place, opaque: pass it as `after` or `before`.")
    node: NodeT = strawberry.field(description="The item itself.")


@strawberry.federation.type(shareable=True, description="A page of a list that may be long.")
class Connection(Generic[NodeT]):
    edges: list[Edge[NodeT]] = strawberry.field(description="The items of this page, in the list's order.")
    page_info: PageInfo = strawberry.field(description="Where this page stands in the list.")

    @classmethod
    def from_page(cls, page: Page[RowT], to_node: Callable[[RowT], NodeT]) -> Self:
        """The connection's plain form. One with fields of its own builds itself from `edges_of` and `PageInfo`."""
        return cls(edges=edges_of(page, to_node), page_info=PageInfo.from_page(page))


def edges_of(page: Page[RowT], to_node: Callable[[RowT], NodeT]) -> list[Edge[NodeT]]:
    return [Edge(cursor=cursor, node=to_node(row)) for cursor, row in zip(page.cursors, page.rows, strict=True)]
