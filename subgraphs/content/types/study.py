"""What there is to study, and how each entity answers to its keys."""

from collections.abc import Sequence
from typing import Any, Optional, Self
from uuid import UUID

import strawberry

from subgraphs.content.models.kanji import STROKE_VIEW_BOX, KanjiRow, RadicalRow, reading_id
from subgraphs.content.models.sentences import SentenceRow
from subgraphs.content.models.words import WordRow
from subgraphs.content.types.context import Count, Info, already_counted
from subgraphs.content.types.enums import JlptLevel, PartOfSpeech, ReadingKind
from subgraphs.content.types.locales import LocaleWanted, LocalizedText
from subgraphs.content.types.material import (
    Furigana,
    Proficiency,
    Radical,
    Stroke,
    StudyItem,
    furigana_of,
    jlpt_level,
    proficiency_of,
    strokes_of,
)
from subgraphs.shared.connections import After, Before, Connection, First, Last, PageInfo, edges_of
from subgraphs.shared.ids import parse_id
from subgraphs.shared.nodes import Node
from subgraphs.shared.pagination import Page, page_request

# --- Sentences


@strawberry.federation.type(
    keys=["id"],
    description="An example sentence with a translation. Those in Japanese come from Tatoeba and its contributors.",
)
class Sentence(Node):
    key: strawberry.Private[UUID]
    text: str = strawberry.field(description="The sentence itself.")
    language: str = strawberry.field(description="The language that it is in, as a BCP 47 tag: `ja`.")
    translation: str = strawberry.field(description="What it says, in English.")
    proficiency: Proficiency | None = strawberry.field(
        description="The level of the hardest word that was recognised in it, on the scale of its language."
    )
    level: JlptLevel = strawberry.field(
        description="The level for Japanese of the hardest word that was recognised in it."
    )

    @strawberry.field(description="What it says, in the language that the reader prefers among those there are.")
    async def localized_translation(self, info: Info, locale: LocaleWanted = None) -> LocalizedText:
        return await LocalizedText.of(info, self.id, "translation", self.translation, locale)

    @strawberry.field(description="The sentence piece by piece: together the surfaces are its text.")
    async def tokens(self, info: Info) -> list["Token"]:
        found = await info.context.loaders.study.tokens_by_sentence.load(self.key)
        return [Token.from_stored(token) for token in (found.tokens if found else ())]

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
            level=jlpt_level(row.level),
            language=row.language,
            proficiency=proficiency_of(row.level, row.level_scale),
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


@strawberry.type(description="A piece of a sentence that means something by itself or bends what stands before it.")
class Token:
    surface: str = strawberry.field(description="As it stands in the sentence.")
    dictionary_form: str = strawberry.field(description="The form under which dictionaries have it: 食べる for 食べ.")
    reading: str = strawberry.field(description="How the surface is read, in kana; the surface where it has no sound.")
    part_of_speech: PartOfSpeech = strawberry.field(description="What it does in this sentence.")
    word_id: strawberry.Private[UUID | None]

    @strawberry.field(description="The word that it is a form of; null where the lists do not have it.")
    async def word(self, info: Info) -> Optional["Word"]:
        row = await info.context.loaders.study.word_by_id.load(self.word_id) if self.word_id else None
        return Word.from_row(row) if row else None

    @classmethod
    def from_stored(cls, token: Sequence[str]) -> Self:
        surface, form, reading, part_of_speech, *word = token
        return cls(
            surface=surface,
            dictionary_form=form or surface,
            reading=reading or surface,
            part_of_speech=PartOfSpeech(part_of_speech),
            word_id=UUID(word[0]) if word else None,
        )


# --- Words


@strawberry.type(description="One of the things that a word can mean.")
class WordSense:
    meanings: list[str] = strawberry.field(description="English words for it, which mean nearly the same.")
    parts_of_speech: list[PartOfSpeech] = strawberry.field(description="What the word does where it means this.")
    notes: list[str] = strawberry.field(description="What to know of its use, such as that it is humble or colloquial.")


@strawberry.federation.type(
    keys=["id"],
    description="A word of the lists. Words that are written and read alike, but mean something else, differ.",
)
class Word(StudyItem):
    row: strawberry.Private[WordRow]
    reading: str = strawberry.field(
        description="How it is read: in kana for Japanese, the text itself where it says so."
    )
    romaji: str = strawberry.field(
        description="How it sounds in Latin letters. For Japanese the reading in Hepburn romaji, letter by letter: "
        "long vowels are written out (toukyou), an apostrophe keeps n apart (hon'ya)."
    )
    other_forms: list[str] = strawberry.field(description="Other ways to write it.")
    other_readings: list[str] = strawberry.field(description="Other ways to read it, in kana.")

    frequency: int | None = strawberry.field(
        description="Its place among the words that the example sentences use, 1 is the most used; null where none "
        "uses it."
    )
    inflection: str | None = strawberry.field(
        description="The pattern by which it changes its form, as its language calls it: `ichidan`, `godan-k`, `suru`, "
        "`i-adjective`; null for what never changes."
    )

    @strawberry.field(description="What it can mean, the most usual first, each with its part of speech.")
    def senses(self) -> list[WordSense]:
        return [
            WordSense(
                meanings=sense["meanings"],
                parts_of_speech=[PartOfSpeech(part) for part in sense["partsOfSpeech"]],
                notes=sense.get("notes", []),
            )
            for sense in self.row.senses
        ]

    @strawberry.field(description="What it does in sentences: those of all its senses, each once.")
    def parts_of_speech(self) -> list[PartOfSpeech]:
        parts = (part for sense in self.row.senses for part in sense["partsOfSpeech"])
        return [PartOfSpeech(part) for part in dict.fromkeys(parts)]

    @strawberry.field(
        description="The text in pieces, each with its reading: 食 た, べ, 物 もの. Kanji with one common "
        "reading (今日) are one piece."
    )
    def furigana(self) -> list[Furigana]:
        return furigana_of(self.row.furigana)

    @strawberry.field(description="The kanji that it is written with, in the order of writing.")
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
            level=jlpt_level(row.level),
            language=row.language,
            proficiency=proficiency_of(row.level, row.level_scale),
            meanings=row.meanings,
            reading=row.reading,
            romaji=row.romaji,
            frequency=row.frequency,
            inflection=row.inflection,
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


@strawberry.federation.type(keys=["id", "character"], description="A kanji, as KANJIDIC2 describes it.")
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
    name_readings: list[str] = strawberry.field(description="Readings that it has in names of people and places only.")

    @strawberry.field(description="The sign under which dictionaries sort it; null where none is known.")
    async def radical(self, info: Info) -> Radical | None:
        number = self.row.radical
        row = await info.context.loaders.study.radical_by_number.load(number) if number is not None else None
        return radical_from_row(row) if row else None

    @strawberry.field(
        description="What it is made of at first sight, in the order of writing; none where nobody drew it."
    )
    def components(self) -> list["KanjiComponent"]:
        return [KanjiComponent.from_stored(stored) for stored in self.row.components]

    @strawberry.field(description="Kanji that it is easily taken for, the most alike first; at most eight.")
    async def look_alikes(self, info: Info) -> list["Kanji"]:
        rows = await info.context.loaders.study.kanji_by_character.load_many(self.row.look_alikes)
        return [Kanji.from_row(row) for row in rows if row is not None]

    @strawberry.field(description="Its readings, those from China first, each with the words that are read so.")
    def readings(self) -> list["KanjiReading"]:
        told = [(ReadingKind.ON, one) for one in self.row.on_readings]
        told += [(ReadingKind.KUN, one) for one in self.row.kun_readings]
        return [KanjiReading(key=reading_id(self.character, one), kind=kind, reading=one) for kind, one in told]

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
            level=jlpt_level(row.level),
            language=row.language,
            proficiency=proficiency_of(row.level, row.level_scale),
            meanings=row.meanings,
            character=row.character,
            on_readings=row.on_readings,
            kun_readings=row.kun_readings,
            grade=row.grade,
            frequency=row.frequency,
            stroke_count=row.stroke_count,
            name_readings=row.name_readings,
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


@strawberry.type(description="A part of a kanji that has a shape of its own.")
class KanjiComponent:
    character: str = strawberry.field(description="The part in the form that it has here: 氵.")
    original: str | None = strawberry.field(
        description="The sign that this is a form of: 水 for 氵; null where it is itself."
    )
    position: str | None = strawberry.field(
        description="Where it stands, as KanjiVG calls it: left, right, top, bottom, kamae (around), tare (above and "
        "left), nyo (left and below); null where it has no such place."
    )
    is_radical: bool = strawberry.field(description="Whether dictionaries sort the kanji under it.")
    is_phonetic: bool = strawberry.field(
        description="Whether it tells how the kanji is read, rather than what it means."
    )

    @strawberry.field(description="The kanji that it is where it stands alone; null where it never does.")
    async def kanji(self, info: Info) -> Optional["Kanji"]:
        return await Kanji.by_character(info, self.original or self.character)

    @classmethod
    def from_stored(cls, stored: dict[str, Any]) -> Self:
        return cls(
            character=stored["element"],
            original=stored.get("original"),
            position=stored.get("position"),
            is_radical=stored.get("isRadical", False),
            is_phonetic=stored.get("isPhonetic", False),
        )


@strawberry.type(description="One way to read a kanji.")
class KanjiReading:
    key: strawberry.Private[UUID]
    kind: ReadingKind = strawberry.field(description="Where the reading comes from.")
    reading: str = strawberry.field(
        description="As in `onReadings` and `kunReadings`: with a dot before what is written in kana."
    )

    @strawberry.field(description="Words in which it is read so, the easiest and commonest first.")
    async def words(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> WordConnection:
        request = page_request(first, after, last, before)
        page = await info.context.loaders.study.words_of_reading.load((self.key, request))

        async def count() -> int:
            return await info.context.loaders.study.word_count_of_reading.load(self.key) or 0

        return WordConnection.of(page, count)


def radical_from_row(row: RadicalRow) -> Radical:
    return Radical(
        number=row.number,
        character=row.character,
        name=row.name,
        stroke_count=row.stroke_count,
        kanji_count=row.kanji_count,
    )


@strawberry.type(description="A page of kanji.")
class KanjiConnection(Connection[Kanji]):
    count: strawberry.Private[Count]

    @strawberry.field(description="How many kanji the whole list has.")
    async def total_count(self) -> int:
        return await self.count()

    @classmethod
    def of(cls, page: Page[KanjiRow], count: Count) -> Self:
        return cls(edges=edges_of(page, Kanji.from_row), page_info=PageInfo.from_page(page), count=count)
