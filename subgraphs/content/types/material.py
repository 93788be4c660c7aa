"""What all that is studied has in common."""

from collections.abc import Sequence

import strawberry

from subgraphs.content.models.levels import JlptLevel as Level
from subgraphs.content.types.context import Info
from subgraphs.content.types.enums import JlptLevel
from subgraphs.content.types.locales import LocaleWanted, LocalizedTexts
from subgraphs.shared.nodes import Node


@strawberry.type(description="A level on some scale of how well one knows a language.")
class Proficiency:
    scale: str = strawberry.field(description="The scale, such as JLPT for Japanese or CEFR for many languages.")
    name: str = strawberry.field(description="The level as its scale calls it: N5, A1.")


def proficiency_of(level: str, scale: str | None) -> Proficiency | None:
    return None if scale is None or level == Level.UNLISTED else Proficiency(scale=scale, name=level)


def jlpt_level(level: str) -> JlptLevel:
    """What the level is on the scale for Japanese; that of another scale is on none of its lists."""
    return Level(level) if level in list(Level) else Level.UNLISTED


@strawberry.interface(description="What one can learn with a card of its own: a word or a kanji.")
class StudyItem(Node):
    text: str = strawberry.field(description="As it is usually written: what the front of a card shows.")
    language: str = strawberry.field(description="The language that it belongs to, as a BCP 47 tag: `ja`.")
    proficiency: Proficiency | None = strawberry.field(
        description="The level at which it is first expected, on the scale of its language; null where no list has it."
    )
    level: JlptLevel = strawberry.field(
        description="The level for Japanese at which it is first expected. `proficiency` tells it for every language."
    )
    meanings: list[str] = strawberry.field(description="What it means in English, the most usual sense first.")

    @strawberry.field(description="What it means, in the language that the reader prefers among those there are.")
    async def localized_meanings(self, info: Info, locale: LocaleWanted = None) -> LocalizedTexts:
        return await LocalizedTexts.of(info, self.id, "meanings", self.meanings, locale)


@strawberry.type(description="One movement of the brush, as a line to be drawn.")
class Stroke:
    order: int = strawberry.field(description="When it is written, counted from 1.")
    path: str = strawberry.field(description="SVG path data (the `d` of a `path`), within the sign's `strokeViewBox`.")


async def strokes_of(info: Info, character: str) -> list[Stroke]:
    found = await info.context.loaders.study.stroke_order_by_character.load(character)
    return [Stroke(order=order, path=path) for order, path in enumerate(found.paths if found else (), start=1)]


@strawberry.type(description="A piece of a word and how that piece is read: what stands above kanji in print.")
class Furigana:
    text: str = strawberry.field(description="The piece as it is written.")
    reading: str | None = strawberry.field(description="Its reading in kana; null for a piece that is in kana itself.")


def furigana_of(pieces: Sequence[Sequence[str]]) -> list[Furigana]:
    return [Furigana(text=piece[0], reading=piece[1] if len(piece) > 1 else None) for piece in pieces]


@strawberry.type(description="One of the 214 signs under which dictionaries sort kanji.")
class Radical:
    number: int = strawberry.field(description="Its place among the 214, which dictionaries share.")
    character: str = strawberry.field(description="The sign where it stands alone: 水, though kanji have 氵.")
    name: str = strawberry.field(description="What it is called in English.")
    stroke_count: int = strawberry.field(description="With how many strokes it is written where it stands alone.")
    kanji_count: int = strawberry.field(description="How many kanji are sorted under it.")
