"""What clients may ask of lists. In a filter, null asks nothing."""

from typing import Annotated

import strawberry

from subgraphs.content.repository.study import ItemFilter, KanjiWanted, WordsWanted
from subgraphs.content.search_terms import LONGEST_QUERY
from subgraphs.content.types.enums import ItemKind, JlptLevel, PartOfSpeech
from subgraphs.shared.errors import BadUserInput

MOST_COMPONENTS = 10


@strawberry.input(description="A level on the scale of a language.")
class ProficiencyInput:
    scale: str = strawberry.field(description="The scale, as `Proficiency.scale` names it.")
    name: str = strawberry.field(description="The level, as `Proficiency.name` names it.")


@strawberry.input(description="Which kanji to list. Conditions that are left out ask nothing; all others must hold.")
class KanjiFilter:
    level: JlptLevel | None = strawberry.field(default=None, description="Only kanji of this level.")
    grade: int | None = strawberry.field(
        default=None, description="Only kanji of this `Kanji.grade`: 1 to 6, 8, 9 or 10."
    )
    stroke_count: int | None = strawberry.field(default=None, description="Only kanji written with so many strokes.")
    min_stroke_count: int | None = strawberry.field(
        default=None, description="Only kanji with so many strokes or more."
    )
    max_stroke_count: int | None = strawberry.field(
        default=None, description="Only kanji with so many strokes or fewer."
    )
    radical: int | None = strawberry.field(
        default=None, description="Only kanji that dictionaries sort under the radical of this `number`."
    )
    components: list[str] | None = strawberry.field(
        default=None,
        description="Only kanji in which all of these stand, however deep, in any of their forms: 水 finds 海 as 氵 "
        "does. "
        f"At most {MOST_COMPONENTS}.",
    )
    max_frequency: int | None = strawberry.field(
        default=None, description="Only kanji whose `frequency` is at most this: the so many most used in newspapers."
    )

    def to_wanted(self) -> KanjiWanted:
        components = tuple(dict.fromkeys(self.components or ()))
        if len(components) > MOST_COMPONENTS or any("\0" in one for one in components):
            raise BadUserInput(f"A kanji can be looked for by at most {MOST_COMPONENTS} components.")
        fewest = [count for count in (self.stroke_count, self.min_stroke_count) if count is not None]
        most = [count for count in (self.stroke_count, self.max_stroke_count) if count is not None]
        return KanjiWanted(
            level=self.level,
            grade=self.grade,
            fewest_strokes=max(fewest, default=None),
            most_strokes=min(most, default=None),
            radical=self.radical,
            components=components,
            most_used=self.max_frequency,
        )


@strawberry.input(description="Which words to list. Conditions that are left out ask nothing; all others must hold.")
class WordFilter:
    level: JlptLevel | None = strawberry.field(default=None, description="Only words of this level.")
    language: str | None = strawberry.field(
        default=None, description="Only words of this language, a tag such as `ja`."
    )
    proficiency: ProficiencyInput | None = strawberry.field(
        default=None, description="Only words of this level of any scale."
    )
    part_of_speech: PartOfSpeech | None = strawberry.field(
        default=None, description="Only words that can be this, in one of their senses."
    )
    max_frequency: int | None = strawberry.field(
        default=None, description="Only words whose `frequency` is at most this: the so many most used in sentences."
    )

    def to_wanted(self) -> WordsWanted:
        return WordsWanted(
            level=_level(self.level, self.proficiency),
            level_scale=self.proficiency.scale if self.proficiency else None,
            language=self.language,
            part_of_speech=self.part_of_speech,
            most_used=self.max_frequency,
        )


@strawberry.input(description="Which sentences to list.")
class SentenceFilter:
    level: JlptLevel | None = strawberry.field(
        default=None, description="Only sentences whose hardest word is of this level."
    )
    language: str | None = strawberry.field(default=None, description="Only sentences in this language.")
    proficiency: ProficiencyInput | None = strawberry.field(
        default=None, description="Only sentences whose hardest word is of this level of any scale."
    )

    def to_wanted(self) -> ItemFilter:
        scale = self.proficiency.scale if self.proficiency else None
        return ItemFilter(level=_level(self.level, self.proficiency), level_scale=scale, language=self.language)


@strawberry.input(description="Which points of grammar to list.")
class GrammarFilter:
    level: JlptLevel | None = strawberry.field(default=None, description="Only points that are taught at this level.")
    language: str | None = strawberry.field(default=None, description="Only grammar of this language.")
    proficiency: ProficiencyInput | None = strawberry.field(
        default=None, description="Only points that are taught at this level of any scale."
    )

    def to_wanted(self) -> ItemFilter:
        scale = self.proficiency.scale if self.proficiency else None
        return ItemFilter(level=_level(self.level, self.proficiency), level_scale=scale, language=self.language)


def _level(level: JlptLevel | None, proficiency: ProficiencyInput | None) -> str | None:
    if level is not None and proficiency is not None:
        raise BadUserInput('Ask either for a "level" or for a "proficiency".')
    return proficiency.name if proficiency else level


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
