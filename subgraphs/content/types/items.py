"""Whatever can be found: words, kanji and grammar."""

from typing import Annotated, Self

import strawberry

from subgraphs.content.loaders.study import ItemRow
from subgraphs.content.models.grammar import GrammarPointRow
from subgraphs.content.models.kanji import KanjiRow
from subgraphs.content.types.context import Count, Info
from subgraphs.content.types.grammar import GrammarPoint
from subgraphs.content.types.study import Kanji, Word
from subgraphs.shared.connections import PageInfo
from subgraphs.shared.pagination import Page


def item_from_row(row: ItemRow) -> Kanji | Word | GrammarPoint:
    match row:
        case KanjiRow():
            return Kanji.from_row(row)
        case GrammarPointRow():
            return GrammarPoint.from_row(row)
        case _:
            return Word.from_row(row)


async def item_by_id(info: Info, id: str) -> Kanji | Word | None:
    return await Word.resolve_reference(info, id) or await Kanji.resolve_reference(info, id)


ContentItem = Annotated[
    Kanji | Word | GrammarPoint, strawberry.union("ContentItem", description="What a search in everything finds.")
]


@strawberry.type(description="A hit, and its place among the hits.")
class ContentItemEdge:
    cursor: str = strawberry.field(description="This place, opaque: pass it as `after` or `before`.")
    node: ContentItem = strawberry.field(description="What was found.")


@strawberry.type(description="A page of what a search in everything found.")
class ContentItemConnection:
    edges: list[ContentItemEdge] = strawberry.field(description="The hits of this page, the best first.")
    page_info: PageInfo = strawberry.field(description="Where this page stands among all hits.")
    count: strawberry.Private[Count]

    @strawberry.field(description="How many kanji, words and points of grammar were found in all.")
    async def total_count(self) -> int:
        return await self.count()

    @classmethod
    def of(cls, page: Page[ItemRow], count: Count) -> Self:
        edges = [
            ContentItemEdge(cursor=cursor, node=item_from_row(row))
            for cursor, row in zip(page.cursors, page.rows, strict=True)
        ]
        return cls(edges=edges, page_info=PageInfo.from_page(page), count=count)
