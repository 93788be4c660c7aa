"""Wrong readings of a word that another reading of one of its kanji would give."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from subgraphs.learning.examining.distractors import DISTRACTORS
from subgraphs.shared.japanese.align_reading import ReadingPart, align_reading, is_kanji
from subgraphs.shared.japanese.fold import fold_kana, plain_reading

_SOUND_CHANGES = dict(
    zip("かきくけこさしすせそたちつてとはひふへほ", "がぎぐげござじずぜぞだぢづでどばびぶべぼ", strict=True)
)
_PLAIN = {voiced: plain for plain, voiced in _SOUND_CHANGES.items()}


@dataclass(frozen=True, slots=True)
class ReadingQuestion:
    marked: str
    """The part of the word that is asked about."""
    wrong: tuple[str, ...]
    """Readings of the whole word."""


@dataclass(frozen=True, slots=True)
class _Confusion:
    marked: str
    wrong: tuple[list[str], list[str]]


def reading_question(
    text: str,
    reading: str,
    others: Sequence[str],
    readings_of_kanji: Mapping[str, Sequence[str]],
    rng: random.Random,
    count: int = DISTRACTORS,
) -> ReadingQuestion | None:
    """Which kanji of a word to ask about, and wrong readings; None where no kanji of it has readings to confuse.

    `others` are further right readings of the word.
    """
    parts = align_reading(text, reading, lambda character: readings_of_kanji.get(character, ()))
    if parts is None:
        return None
    right = {fold_kana(one) for one in (reading, *others)}
    found = [
        _Confusion(part.text, wrong)
        for place, part in enumerate(parts)
        if any(wrong := _wrong_readings(parts, place, part, right, readings_of_kanji))
    ]
    if not found:
        return None
    chosen = rng.choice(found)
    return ReadingQuestion(chosen.marked, tuple(_shuffled(chosen.wrong, rng)[:count]))


def _wrong_readings(
    parts: Sequence[ReadingPart],
    place: int,
    part: ReadingPart,
    right: set[str],
    readings_of_kanji: Mapping[str, Sequence[str]],
) -> tuple[list[str], list[str]]:
    """Of the whole word: by other readings of the kanji, and by what its own is misheard as."""
    if len(part.text) != 1 or not is_kanji(part.text):
        return [], []
    before = "".join(one.reading for one in parts[:place])
    after = "".join(one.reading for one in parts[place + 1 :])
    follows_kana = place + 1 < len(parts) and not is_kanji(parts[place + 1].text[0])
    listed = readings_of_kanji.get(part.text, ())
    # A reading that needs kana behind it tempts nobody within a compound.
    others = [_stem(one) for one in listed if follows_kana or "." not in one]
    misheard = _misheard(fold_kana(part.reading))
    known = set(right)
    found: tuple[list[str], list[str]] = ([], [])
    for into, sounds in zip(found, (others, misheard), strict=True):
        for whole in (fold_kana(before + sound + after) for sound in sounds if sound):
            if whole not in known:
                known.add(whole)
                into.append(whole)
    return found


def _shuffled(groups: Sequence[Sequence[str]], rng: random.Random) -> list[str]:
    """Each group in an order of its own, one group behind the other."""
    return [one for group in groups for one in rng.sample(group, len(group))]


def _stem(dictionary_reading: str) -> str:
    return plain_reading(dictionary_reading.partition(".")[0])


def _misheard(sound: str) -> list[str]:
    """With a vowel of another length, or voiced where it is not: what beginners confuse."""
    shorter = sound[:-1] if len(sound) > 1 and sound[-1] in "ういー" else sound + "う"
    first = _SOUND_CHANGES.get(sound[0]) or _PLAIN.get(sound[0])
    return [shorter] if first is None else [shorter, first + sound[1:]]
