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
        ReadingQuestion(part.text, tuple(wrong))
        for place, part in enumerate(parts)
        if (wrong := _wrong_readings(parts, place, part, right, readings_of_kanji))
    ]
    if not found:
        return None
    chosen = rng.choice(found)
    return ReadingQuestion(chosen.marked, tuple(rng.sample(chosen.wrong, min(count, len(chosen.wrong)))))


def _wrong_readings(
    parts: Sequence[ReadingPart],
    place: int,
    part: ReadingPart,
    right: set[str],
    readings_of_kanji: Mapping[str, Sequence[str]],
) -> list[str]:
    if len(part.text) != 1 or not is_kanji(part.text):
        return []
    before = "".join(one.reading for one in parts[:place])
    after = "".join(one.reading for one in parts[place + 1 :])
    sounds = [_stem(one) for one in readings_of_kanji.get(part.text, ())]
    heard = fold_kana(part.reading)
    sounds += _misheard(heard)
    whole = [fold_kana(before + sound + after) for sound in sounds if sound]
    return [one for one in dict.fromkeys(whole) if one not in right]


def _stem(dictionary_reading: str) -> str:
    return plain_reading(dictionary_reading.partition(".")[0])


def _misheard(sound: str) -> list[str]:
    """With a vowel of another length, or voiced where it is not: what beginners confuse."""
    shorter = sound[:-1] if len(sound) > 2 and sound[-1] in "ういー" else sound + "う"
    first = _SOUND_CHANGES.get(sound[0]) or _PLAIN.get(sound[0])
    return [shorter] if first is None else [shorter, first + sound[1:]]
