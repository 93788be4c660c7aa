"""What can be typed to find an item, and what a typed text may mean.

Both sides meet in `TermKind`: an item is stored under its terms, a query becomes probes for terms, and each probe says
how good a hit is that it finds (`Tier`). Nothing here knows the database.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from subgraphs.content.models.search_terms import TermKind
from subgraphs.shared.japanese.fold import (
    english_words,
    fold_gloss,
    fold_kana,
    fold_reading,
    fold_romaji,
    fold_width,
    plain_reading,
    plain_romaji,
)
from subgraphs.shared.japanese.romanize import romanize

KANJI = re.compile(r"[\u3400-\u9fff々]")
_KANA_AND_LETTERS = re.compile(r"[\u3041-\u309fーa-z]*[\u3041-\u309f][\u3041-\u309fーa-z]*")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f]+")
_LETTER = re.compile(r"[a-z]")
_LATIN = re.compile(r"[a-zāīūēōâîûêô'’\- ]+")

LONGEST_QUERY = 100

# Fewer letters than this begin too many English words to mean one of them.
MINIMUM_UNFINISHED_WORD = 3

# Fewer letters begin a good part of all readings, and those who type them are not done.
MINIMUM_UNFINISHED_SOUND = 3


class Tier(IntEnum):
    """How well a hit answers the query, best first."""

    WRITTEN_SO = 0
    CALLED_SO = 1
    SOUNDS_SO = 2
    MENTIONS = 3
    BEGINS_SO = 4
    CONTAINS = 5
    UNFINISHED_MENTION = 6


@dataclass(frozen=True, slots=True)
class Probe:
    """Look for items under one term, or under all terms that begin with it."""

    term_kind: TermKind
    term: str
    tier: Tier
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class WordsProbe:
    """Look for items whose meanings have all of these words; the last one may be unfinished."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchQuery:
    probes: tuple[Probe, ...]
    words_probe: WordsProbe | None


# --- What an item is stored under


def written_terms(forms: list[str]) -> Iterator[tuple[TermKind, str]]:
    for form in forms:
        folded = fold_width(form)
        yield TermKind.TEXT, folded
        for found in KANJI.finditer(folded, 1):
            yield TermKind.TEXT_PART, folded[found.start() :]


def reading_terms(readings: list[str]) -> Iterator[tuple[TermKind, str]]:
    for reading in readings:
        yield from _reading_terms(reading)


# Kanji share a few hundred readings.
@lru_cache(maxsize=4_096)
def _reading_terms(reading: str) -> tuple[tuple[TermKind, str], ...]:
    plain = plain_reading(reading)
    return (
        (TermKind.READING, plain),
        (TermKind.ROMAJI, plain_romaji(romanize(plain))),
        (TermKind.SOUND, fold_reading(reading)),
    )


def romaji_terms(romaji: str) -> Iterator[tuple[TermKind, str]]:
    yield TermKind.ROMAJI, plain_romaji(romaji)
    yield TermKind.SOUND, fold_romaji(romaji)


def dictionary_readings(readings: list[str]) -> list[str]:
    """た.べる is found by the whole and by the part that the kanji stands for."""
    return [*readings, *(reading.partition(".")[0] for reading in readings if "." in reading)]


def meaning_terms(meanings: list[str]) -> Iterator[tuple[TermKind, str]]:
    for at, meaning in enumerate(meanings):
        yield TermKind.GLOSS if at else TermKind.FIRST_GLOSS, fold_gloss(meaning)
        for word in english_words(meaning):
            yield TermKind.GLOSS_WORD, word


# --- What a query looks for


def parse_search(text: str) -> SearchQuery:
    typed = _SPACE.sub(" ", fold_width(text)).strip()
    probes = tuple(probe for probe in _probes(typed) if probe.term)
    words = tuple(english_words(typed)) if typed.isascii() else ()
    return SearchQuery(probes, WordsProbe(words) if words else None)


def _probes(typed: str) -> Iterator[Probe]:
    yield Probe(TermKind.TEXT, typed, Tier.WRITTEN_SO)
    yield Probe(TermKind.TEXT, typed, Tier.BEGINS_SO, is_prefix=True)
    if KANJI.match(typed):
        yield Probe(TermKind.TEXT_PART, typed, Tier.CONTAINS, is_prefix=True)
        yield from (Probe(TermKind.TEXT, kanji, Tier.CONTAINS) for kanji in dict.fromkeys(KANJI.findall(typed)))
    hiragana = fold_kana(typed)
    if _KANA_AND_LETTERS.fullmatch(hiragana):
        yield Probe(TermKind.READING, hiragana, Tier.CALLED_SO)
        yield Probe(TermKind.READING, hiragana, Tier.BEGINS_SO, is_prefix=True)
        yield from _sound_probes(romanize(hiragana), is_kana=not _LETTER.search(hiragana))
    elif _LATIN.fullmatch(typed):
        yield Probe(TermKind.ROMAJI, plain_romaji(typed), Tier.CALLED_SO)
        yield from _sound_probes(typed)
        yield Probe(TermKind.FIRST_GLOSS, fold_gloss(typed), Tier.CALLED_SO)
        yield Probe(TermKind.GLOSS, fold_gloss(typed), Tier.SOUNDS_SO)


def _sound_probes(romaji: str, is_kana: bool = False) -> Iterator[Probe]:
    sound = fold_romaji(romaji)
    yield Probe(TermKind.SOUND, sound, Tier.SOUNDS_SO)
    if not is_kana:
        yield Probe(TermKind.ROMAJI, plain_romaji(romaji), Tier.BEGINS_SO, is_prefix=True)
    if len(sound) >= MINIMUM_UNFINISHED_SOUND:
        yield Probe(TermKind.SOUND, sound, Tier.CONTAINS, is_prefix=True)
