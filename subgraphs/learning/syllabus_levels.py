"""The levels that a syllabus goes through, and what of them it is about."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from subgraphs.learning.models.syllabi import SyllabusGoal, SyllabusItemKind

LANGUAGE = "ja"
"""Whose levels these are."""


class StudyLevel(StrEnum):
    """Easiest first, as the community's lists for the Japanese-Language Proficiency Test have them."""

    N5 = "N5"
    N4 = "N4"
    N3 = "N3"
    N2 = "N2"
    N1 = "N1"


LEVEL_OF_LESSONS: Mapping[str, StudyLevel] = {
    "BEGINNER": StudyLevel.N5,
    "ELEMENTARY": StudyLevel.N4,
    "INTERMEDIATE": StudyLevel.N3,
    "UPPER_INTERMEDIATE": StudyLevel.N2,
    "ADVANCED": StudyLevel.N1,
}
"""Courses have levels that all languages share."""

_EVERYTHING = (
    SyllabusItemKind.LESSON,
    SyllabusItemKind.GRAMMAR,
    SyllabusItemKind.KANJI,
    SyllabusItemKind.WORD,
)
KINDS_OF_GOAL: Mapping[SyllabusGoal, Sequence[SyllabusItemKind]] = {
    SyllabusGoal.EVERYTHING: _EVERYTHING,
    SyllabusGoal.VOCABULARY: (SyllabusItemKind.WORD,),
    SyllabusGoal.KANJI: (SyllabusItemKind.KANJI,),
    SyllabusGoal.GRAMMAR: (SyllabusItemKind.GRAMMAR,),
}

REVIEWED_KINDS = frozenset({SyllabusItemKind.WORD, SyllabusItemKind.KANJI})
"""Those that become cards, and come back."""


def levels_between(easiest: StudyLevel, hardest: StudyLevel) -> list[StudyLevel]:
    """Both with them; none where they are in the wrong order."""
    levels = list(StudyLevel)
    return levels[levels.index(easiest) : levels.index(hardest) + 1]


def levels_of(kind: SyllabusItemKind, levels: Sequence[StudyLevel]) -> Sequence[str]:
    """As items of this kind name them."""
    if kind is not SyllabusItemKind.LESSON:
        return [*levels]
    return [name for name, level in LEVEL_OF_LESSONS.items() if level in levels]
