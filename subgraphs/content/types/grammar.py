"""Points of grammar."""

from typing import Self

import strawberry

from subgraphs.content.models.grammar import GrammarPointRow
from subgraphs.content.types.context import Count, Info
from subgraphs.content.types.locales import LocaleWanted, LocalizedText
from subgraphs.content.types.material import Furigana, Proficiency, furigana_of, proficiency_of
from subgraphs.shared.connections import Connection, PageInfo, edges_of
from subgraphs.shared.ids import parse_id
from subgraphs.shared.nodes import Node
from subgraphs.shared.pagination import Page


@strawberry.type(description="A sentence that shows a point of grammar at work.")
class GrammarExample:
    text: str = strawberry.field(description="The sentence.")
    furigana: list[Furigana] = strawberry.field(description="The sentence in pieces, with the readings of its kanji.")
    translation: str = strawberry.field(description="What it says, in English.")


@strawberry.federation.type(
    keys=["id"], description="A pattern of a language: when it is used, how it is made, and examples."
)
class GrammarPoint(Node):
    row: strawberry.Private[GrammarPointRow]
    slug: str = strawberry.field(description="A readable name that stays: for addresses of pages.")
    language: str = strawberry.field(description="The language that it belongs to, as a BCP 47 tag.")
    proficiency: Proficiency | None = strawberry.field(
        description="The level at which it is usually taught, on the scale of its language."
    )
    pattern: str = strawberry.field(description="The pattern; 〜 stands for what it is attached to.")
    meaning: str = strawberry.field(description="What it says, in a few English words.")
    formation: list[str] = strawberry.field(description="What it is attached to and how, a line per kind of word.")
    explanation: str = strawberry.field(description="When it is used, what it adds, and what it is taken for.")

    @strawberry.field(description="What it says, in the language that the reader prefers among those there are.")
    async def localized_meaning(self, info: Info, locale: LocaleWanted = None) -> LocalizedText:
        return await LocalizedText.of(info, self.id, "meaning", self.meaning, locale)

    @strawberry.field(description="Sentences made for it, the simplest first.")
    def examples(self) -> list[GrammarExample]:
        return [
            GrammarExample(
                text=example["text"],
                furigana=furigana_of(example.get("furigana", ())),
                translation=example["translation"],
            )
            for example in self.row.examples
        ]

    @strawberry.field(description="What to compare it with: contrasts, and patterns that it is built on.")
    async def related(self, info: Info) -> list["GrammarPoint"]:
        rows = await info.context.loaders.grammar.point_by_slug.load_many(self.row.related)
        return [GrammarPoint.from_row(row) for row in rows if row is not None]

    @classmethod
    def from_row(cls, row: GrammarPointRow) -> Self:
        return cls(
            row=row,
            id=strawberry.ID(str(row.id)),
            slug=row.slug,
            language=row.language,
            proficiency=proficiency_of(row.level, row.level_scale),
            pattern=row.pattern,
            meaning=row.meaning,
            formation=row.formation,
            explanation=row.explanation,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: str) -> Self | None:
        key = parse_id(id)
        row = await info.context.loaders.grammar.point_by_id.load(key) if key else None
        return cls.from_row(row) if row else None

    @classmethod
    async def by_slug(cls, info: Info, slug: str) -> Self | None:
        row = await info.context.loaders.grammar.point_by_slug.load(slug) if "\0" not in slug else None
        return cls.from_row(row) if row else None


@strawberry.type(description="A page of points of grammar.")
class GrammarPointConnection(Connection[GrammarPoint]):
    count: strawberry.Private[Count]

    @strawberry.field(description="How many points of grammar the whole list has.")
    async def total_count(self) -> int:
        return await self.count()

    @classmethod
    def of(cls, page: Page[GrammarPointRow], count: Count) -> Self:
        return cls(edges=edges_of(page, GrammarPoint.from_row), page_info=PageInfo.from_page(page), count=count)
