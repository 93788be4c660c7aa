"""What flashcards and items are found by.

Both sides of a search are folded alike: one width, one case, hiragana for either script, and readings in romaji too,
in one spelling for every system of it and for long and short vowels. So しんぶん, シンブン and shimbun all find
新聞. A text that is searched for is broken at its spaces, and every part has to be found somewhere.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from subgraphs.learning.cloze import without_gaps
from subgraphs.shared.japanese.fold import fold_kana, fold_reading, fold_romaji

LONGEST_SEARCH = 100
_ROMAJI = re.compile(r"[a-zāâēêīîōôūû'’-]+", re.IGNORECASE)
_READING_MARKS = re.compile(r"[.\-]")
_SOUNDS_LIKE = "~"
"""Stands before a reading in romaji, so that English is not taken for one."""


def search_text_of_item(
    text: str, reading: str | None, meanings: Iterable[str], details: Mapping[str, Any] | None = None
) -> str:
    more = details or {}
    named = (*more.get("otherForms", ()), *more.get("otherReadings", ()))
    read = [_READING_MARKS.sub("", one) for one in (*more.get("onReadings", ()), *more.get("kunReadings", ()))]
    readings = [one for one in (reading, *read) if one]
    return _folded([text, *readings, *named, *meanings], [*readings, *more.get("otherReadings", ())])


def search_text_of_words(front: str | None, back: str | None, reading: str | None, notes: str | None) -> str:
    """Of what a learner wrote on a card."""
    shown = [without_gaps(front) if front else None, without_gaps(back) if back else None, reading, notes]
    return _folded([one for one in shown if one], [reading] if reading else [])


def search_patterns(searched: str) -> list[Sequence[str]]:
    """Patterns for LIKE with `\\` as the escape: of each group, one has to be found."""
    return [_patterns_of(part) for part in searched[:LONGEST_SEARCH].split()]


def _patterns_of(part: str) -> Sequence[str]:
    patterns = [f"%{_escaped(fold_kana(part))}%"]
    if _ROMAJI.fullmatch(part) and (romaji := fold_romaji(part)):
        patterns.append(f"%{_SOUNDS_LIKE}{romaji}%")
    return patterns


def _folded(texts: Sequence[str], readings: Sequence[str]) -> str:
    lines = [fold_kana(text) for text in texts]
    sounds = [_SOUNDS_LIKE + romaji for reading in readings if (romaji := fold_reading(reading))]
    return "\n".join(dict.fromkeys([*lines, *sounds]))


def _escaped(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)
