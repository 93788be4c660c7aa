"""Wrong answers to choose from that are tempting and certainly wrong.

What tempts is what resembles: kanji that look alike, words that share a kanji, sound alike, do the same in a sentence,
belong to the same level and are about as long. What could be right as well is left out: items with a meaning in common,
or one that is contained in the other, and, where the question is heard or read out, items that sound the same. A few of
the most tempting ones are drawn at random, so that a question that comes again has other options.
"""

import random
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from uuid import UUID

from subgraphs.learning.examining.typed_answers import distance
from subgraphs.learning.models.items import ItemKind, ItemRow
from subgraphs.shared.japanese.align_reading import is_kanji
from subgraphs.shared.japanese.fold import english_words, fold_gloss, fold_reading

DISTRACTORS = 3
_DRAWN_FROM = 3
"""Times as many as are needed."""

_LOOKS_ALIKE, _SAME_CLASS, _SOUNDS_ALIKE, _SHARED_KANJI, _SAME_LEVEL, _SAME_LENGTH = 6.0, 3.0, 3.0, 2.0, 1.0, 1.0


def choose_distractors(
    target: ItemRow,
    pool: Sequence[ItemRow],
    shown: Callable[[ItemRow], str],
    rng: random.Random,
    *,
    is_heard: bool = False,
    look_alikes: Collection[UUID] = (),
    count: int = DISTRACTORS,
) -> list[str]:
    """Up to `count` texts, as `shown` gives them, that are wrong answers to a question about the target."""
    wrong: dict[str, ItemRow] = {}
    for item in sorted(pool, key=lambda one: one.id):
        text = shown(item)
        if text and text != shown(target) and text not in wrong and is_wrong(target, item, is_heard=is_heard):
            wrong[text] = item
    ranked = sorted(wrong, key=lambda text: (-resemblance(target, wrong[text], look_alikes), text))
    tempting = ranked[: count * _DRAWN_FROM]
    return rng.sample(tempting, min(count, len(tempting)))


def is_wrong(target: ItemRow, other: ItemRow, *, is_heard: bool = False) -> bool:
    """Could nobody say that the other item answers the question too?"""
    if other.id == target.id or other.text == target.text or not other.meanings:
        return False
    if is_heard and target.reading and other.reading and _sound_of(target.reading) == _sound_of(other.reading):
        return False
    if other.text in target.details.get("otherForms", ()) or target.text in other.details.get("otherForms", ()):
        return False
    return not _mean_alike(target.meanings, other.meanings)


def resemblance(target: ItemRow, other: ItemRow, look_alikes: Collection[UUID] = ()) -> float:
    score = _LOOKS_ALIKE * (other.id in look_alikes) + _SAME_LEVEL * (target.level == other.level)
    score += _SAME_CLASS * bool(_first_class(target) and _first_class(target) == _first_class(other))
    if target.kind == ItemKind.WORD:
        score += _SHARED_KANJI * len(_kanji_in(target.text) & _kanji_in(other.text))
    if target.kind == ItemKind.WORD and target.reading and other.reading:
        longest = max(len(target.reading), len(other.reading))
        score += _SOUNDS_ALIKE * (1 - distance(target.reading, other.reading) / longest)
    return score + _SAME_LENGTH * max(0.0, 1 - abs(len(target.text) - len(other.text)) / 4)


def _mean_alike(left: Sequence[str], right: Sequence[str]) -> bool:
    ours, theirs = [_words_of(one) for one in left], [_words_of(one) for one in right]
    return any(one and other and (one <= other or other <= one) for one in ours for other in theirs)


@lru_cache(maxsize=10_000)
def _sound_of(reading: str) -> str:
    return fold_reading(reading)


@lru_cache(maxsize=10_000)
def _words_of(meaning: str) -> frozenset[str]:
    return frozenset(english_words(fold_gloss(meaning)))


def _first_class(item: ItemRow) -> str | None:
    classes = item.details.get("partsOfSpeech") or [None]
    first: str | None = classes[0]
    return first


def _kanji_in(text: str) -> set[str]:
    return {sign for sign in text if is_kanji(sign)}
