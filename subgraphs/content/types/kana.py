"""The signs of the two syllabic scripts."""

from typing import Self

import strawberry

from subgraphs.content.models.kana import KanaRow
from subgraphs.content.models.kanji import STROKE_VIEW_BOX
from subgraphs.content.types.context import Info
from subgraphs.content.types.enums import KanaKind, KanaScript
from subgraphs.content.types.material import Stroke, strokes_of
from subgraphs.shared.ids import parse_id
from subgraphs.shared.nodes import Node


@strawberry.federation.type(keys=["id"], description="A sign of hiragana or katakana, or two read as one sound.")
class Kana(Node):
    character: str = strawberry.field(description="The sign itself; two characters for a combination.")
    script: KanaScript = strawberry.field(description="The script that it belongs to.")
    kind: KanaKind = strawberry.field(description="How it is made.")
    romaji: str | None = strawberry.field(
        description="Its sound in Hepburn romaji; null for a sign without one (っ, ー)."
    )

    @strawberry.field(description="Its strokes in the order of writing, drawn by KanjiVG; none for a combination.")
    async def strokes(self, info: Info) -> list[Stroke]:
        return await strokes_of(info, self.character)

    @strawberry.field(description="The `viewBox` of an SVG that shows the strokes.")
    def stroke_view_box(self) -> str:
        return STROKE_VIEW_BOX

    @classmethod
    def from_row(cls, row: KanaRow) -> Self:
        return cls(
            id=strawberry.ID(str(row.id)),
            character=row.character,
            script=KanaScript(row.script),
            kind=KanaKind(row.kind),
            romaji=row.romaji,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: str) -> Self | None:
        key = parse_id(id)
        row = await info.context.loaders.study.kana_by_id.load(key) if key else None
        return cls.from_row(row) if row else None
