"""What there is to study, and how each entity answers to its keys."""

from typing import Annotated, Self
from uuid import UUID

import strawberry

from subgraphs.content.loaders.study import ItemRow
from subgraphs.content.models.kana import KanaRow
from subgraphs.content.models.kanji import STROKE_VIEW_BOX, KanjiRow
from subgraphs.content.models.sentences import SentenceRow
from subgraphs.content.models.words import WordRow
from subgraphs.content.types.context import Count, Info, already_counted
from subgraphs.content.types.enums import JlptLevel, KanaKind, KanaScript
from subgraphs.shared.connections import After, Before, Connection, First, Last, PageInfo, edges_of
from subgraphs.shared.ids import parse_id
from subgraphs.shared.nodes import Node
from subgraphs.shared.pagination import Page, page_request

# --- What several types have in common


@strawberry.interface(description="What one can learn with a card of its own: a word or a kanji.")
class StudyItem(Node):
    text: str = strawberry.field(description="As it is usually written: what the front of a card shows.")
    level: JlptLevel = strawberry.field(description="The level at which it is first expected.")
    meanings: list[str] = strawberry.field(description="What it means in English, the most usual sense first.")


@strawberry.type(description="One movement of the brush, as a line to be drawn.")
class Stroke:
    order: int = strawberry.field(description="When it is written, counted from 1.")
    path: str = strawberry.field(description="SVG path data (the `d` of a `path`), within the sign's `strokeViewBox`.")


async def strokes_of(info: Info, character: str) -> list[Stroke]:
    found = await info.context.loaders.study.stroke_order_by_character.load(character)
    return [Stroke(order=order, path=path) for order, path in enumerate(found.paths if found else (), start=1)]


# --- Sentences


@strawberry.federation.type(
    keys=["id"], description="A Japanese example sentence from Tatoeba, with a translation by its contributors."
)
class Sentence(Node):
    key: strawberry.Private[UUID]
    text: str = strawberry.field(description="The sentence in Japanese.")
    translation: str = strawberry.field(description="What it says, in English.")
    level: JlptLevel = strawberry.field(description="The level of the hardest word that was recognised in it.")

    @strawberry.field(description="Words of the lists that it uses, the easiest and commonest first.")
    async def words(self, info: Info) -> list["Word"]:
        return [Word.from_row(row) for row in await info.context.loaders.study.words_of_sentence.load(self.key)]

    @classmethod
    def from_row(cls, row: SentenceRow) -> Self:
        return cls(
            key=row.id,
            id=strawberry.ID(str(row.id)),
            text=row.text,
            translation=row.translation,
            level=JlptLevel(row.level),
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: str) -> Self | None:
        key = parse_id(id)
        row = await info.context.loaders.study.sentence_by_id.load(key) if key else None
        return cls.from_row(row) if row else None


@strawberry.type(description="A page of example sentences.")
class SentenceConnection(Connection[Sentence]):
    count: strawberry.Private[Count]

    @strawberry.field(description="How many sentences the whole list has.")
    async def total_count(self) -> int:
        return await self.count()

    @classmethod
    def of(cls, page: Page[SentenceRow], count: Count) -> Self:
        return cls(edges=edges_of(page, Sentence.from_row), page_info=PageInfo.from_page(page), count=count)


# --- Words


@strawberry.federation.type(
    keys=["id"],
    description="A word of the lists. Words that are written and read alike, but mean something else, differ.",
)
class Word(StudyItem):
    row: strawberry.Private[WordRow]
    reading: str = strawberry.field(description="How it is read, in kana.")
    romaji: str = strawberry.field(
        description="The reading in Hepburn romaji, letter by letter: long vowels are written out (toukyou), an "
        "apostrophe keeps n apart (hon'ya)."
    )
    other_forms: list[str] = strawberry.field(description="Other ways to write it.")
    other_readings: list[str] = strawberry.field(description="Other ways to read it, in kana.")

    @strawberry.field(description="The kanji that it is written with and that the lists hold, in the order of writing.")
    async def kanji(self, info: Info) -> list["Kanji"]:
        return [Kanji.from_row(row) for row in await info.context.loaders.study.kanji_of_word.load(self.row.id)]

    @strawberry.field(description="Sentences that use it, short and certain examples first.")
    async def sentences(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> SentenceConnection:
        request = page_request(first, after, last, before)
        page = await info.context.loaders.study.sentences_of_word.load((self.row.id, request))
        return SentenceConnection.of(page, already_counted(self.row.sentence_count))

    @classmethod
    def from_row(cls, row: WordRow) -> Self:
        return cls(
            row=row,
            id=strawberry.ID(str(row.id)),
            text=row.text,
            level=JlptLevel(row.level),
            meanings=row.meanings,
            reading=row.reading,
            romaji=row.romaji,
            other_forms=row.other_forms,
            other_readings=row.other_readings,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: str) -> Self | None:
        key = parse_id(id)
        row = await info.context.loaders.study.word_by_id.load(key) if key else None
        return cls.from_row(row) if row else None


@strawberry.type(description="A page of words.")
class WordConnection(Connection[Word]):
    count: strawberry.Private[Count]

    @strawberry.field(description="How many words the whole list has.")
    async def total_count(self) -> int:
        return await self.count()

    @classmethod
    def of(cls, page: Page[WordRow], count: Count) -> Self:
        return cls(edges=edges_of(page, Word.from_row), page_info=PageInfo.from_page(page), count=count)


# --- Kanji


@strawberry.federation.type(keys=["id", "character"], description="A kanji of the lists, as KANJIDIC2 describes it.")
class Kanji(StudyItem):
    row: strawberry.Private[KanjiRow]
    character: str = strawberry.field(description="The kanji itself, a single character; the same as `text`.")
    on_readings: list[str] = strawberry.field(description="Readings that came with it from China, in katakana.")
    kun_readings: list[str] = strawberry.field(
        description="Native readings, in hiragana. A dot sets off what is written in kana (た.べる), a hyphen says on "
        "which side something else is needed (-び)."
    )
    grade: int | None = strawberry.field(
        description="School grade in which it is taught: 1 to 6 in primary school, 8 after it; 9 and 10: for names."
    )
    frequency: int | None = strawberry.field(
        description="Place among the 2,500 most used in newspapers, 1 is the most used; null for rarer ones."
    )
    stroke_count: int = strawberry.field(description="With how many strokes it is written.")

    @strawberry.field(description="Its strokes in the order of writing, drawn by KanjiVG.")
    async def strokes(self, info: Info) -> list[Stroke]:
        return await strokes_of(info, self.character)

    @strawberry.field(description="The `viewBox` of an SVG that shows the strokes.")
    def stroke_view_box(self) -> str:
        return STROKE_VIEW_BOX

    @strawberry.field(description="Words that are written with it, the easiest and commonest first.")
    async def words(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> WordConnection:
        request = page_request(first, after, last, before)
        page = await info.context.loaders.study.words_of_kanji.load((self.row.id, request))
        return WordConnection.of(page, already_counted(self.row.word_count))

    @strawberry.field(
        description="Sentences that use those words, easy ones first; those that write them without this kanji last."
    )
    async def sentences(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> SentenceConnection:
        request = page_request(first, after, last, before)
        page = await info.context.loaders.study.sentences_of_kanji.load((self.row.id, request))
        return SentenceConnection.of(page, already_counted(self.row.sentence_count))

    @classmethod
    def from_row(cls, row: KanjiRow) -> Self:
        return cls(
            row=row,
            id=strawberry.ID(str(row.id)),
            text=row.character,
            level=JlptLevel(row.level),
            meanings=row.meanings,
            character=row.character,
            on_readings=row.on_readings,
            kun_readings=row.kun_readings,
            grade=row.grade,
            frequency=row.frequency,
            stroke_count=row.stroke_count,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: str | None = None, character: str | None = None) -> Self | None:
        if id is None:
            return await cls.by_character(info, character) if character else None
        key = parse_id(id)
        row = await info.context.loaders.study.kanji_by_id.load(key) if key else None
        return cls.from_row(row) if row else None

    @classmethod
    async def by_character(cls, info: Info, character: str) -> Self | None:
        is_one_sign = len(character) == 1 and character.isprintable()
        row = await info.context.loaders.study.kanji_by_character.load(character) if is_one_sign else None
        return cls.from_row(row) if row else None


@strawberry.type(description="A page of kanji.")
class KanjiConnection(Connection[Kanji]):
    count: strawberry.Private[Count]

    @strawberry.field(description="How many kanji the whole list has.")
    async def total_count(self) -> int:
        return await self.count()

    @classmethod
    def of(cls, page: Page[KanjiRow], count: Count) -> Self:
        return cls(edges=edges_of(page, Kanji.from_row), page_info=PageInfo.from_page(page), count=count)


# --- Either of them


def item_from_row(row: ItemRow) -> Kanji | Word:
    return Kanji.from_row(row) if isinstance(row, KanjiRow) else Word.from_row(row)


async def item_by_id(info: Info, id: str) -> Kanji | Word | None:
    return await Word.resolve_reference(info, id) or await Kanji.resolve_reference(info, id)


ContentItem = Annotated[Kanji | Word, strawberry.union("ContentItem", description="What a search in everything finds.")]


@strawberry.type(description="A hit, and its place among the hits.")
class ContentItemEdge:
    cursor: str = strawberry.field(description="This place, opaque: pass it as `after` or `before`.")
    node: ContentItem = strawberry.field(description="What was found.")


@strawberry.type(description="A page of what a search in everything found.")
class ContentItemConnection:
    edges: list[ContentItemEdge] = strawberry.field(description="The hits of this page, the best first.")
    page_info: PageInfo = strawberry.field(description="Where this page stands among all hits.")
    count: strawberry.Private[Count]

    @strawberry.field(description="How many kanji and words were found in all.")
    async def total_count(self) -> int:
        return await self.count()

    @classmethod
    def of(cls, page: Page[ItemRow], count: Count) -> Self:
        edges = [
            ContentItemEdge(cursor=cursor, node=item_from_row(row))
            for cursor, row in zip(page.cursors, page.rows, strict=True)
        ]
        return cls(edges=edges, page_info=PageInfo.from_page(page), count=count)


# --- Kana


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
