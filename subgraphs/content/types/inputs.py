"""What clients may ask of lists. In a filter, null asks nothing."""

from typing import Annotated

import strawberry

from subgraphs.content.repository.study import ItemFilter
from subgraphs.content.search_terms import LONGEST_QUERY
from subgraphs.content.types.enums import ItemKind, JlptLevel


@strawberry.input(description="Which kanji to list. Conditions that are left out ask nothing; all others must hold.")
class KanjiFilter:
    level: JlptLevel | None = strawberry.field(default=None, description="Only kanji of this level.")
    grade: int | None = strawberry.field(
        default=None, description="Only kanji of this `Kanji.grade`: 1 to 6, 8, 9 or 10."
    )
    stroke_count: int | None = strawberry.field(default=None, description="Only kanji written with so many strokes.")

    def to_item_filter(self) -> ItemFilter:
        return ItemFilter(self.level, self.grade, self.stroke_count)


@strawberry.input(description="Which words to list.")
class WordFilter:
    level: JlptLevel | None = strawberry.field(default=None, description="Only words of this level.")

    def to_item_filter(self) -> ItemFilter:
        return ItemFilter(self.level)


@strawberry.input(description="Which sentences to list.")
class SentenceFilter:
    level: JlptLevel | None = strawberry.field(
        default=None, description="Only sentences whose hardest word is of this level."
    )

    def to_item_filter(self) -> ItemFilter:
        return ItemFilter(self.level)


SearchText = Annotated[
    str,
    strawberry.argument(
        description="Kanji, kana, romaji in any system, or English words: 猫, ねこ, ネコ, neko and cat find the same. "
        f"The last word may be unfinished. At most {LONGEST_QUERY} characters."
    ),
]
SearchKinds = Annotated[
    list[ItemKind] | None, strawberry.argument(description="Find only these kinds; all kinds unless said.")
]
