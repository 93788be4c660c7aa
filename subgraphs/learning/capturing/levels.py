"""The levels of Japanese, and which of them a learner stands on."""

from collections.abc import Mapping

LEVELS = ("N5", "N4", "N3", "N2", "N1")
"""The easiest first. The lists of words are unofficial."""


def steps_between(own: str, other: str) -> int | None:
    """How much harder the other level is; None where one of them is no level."""
    if own not in LEVELS or other not in LEVELS:
        return None
    return LEVELS.index(other) - LEVELS.index(own)


def guess_level(known: Mapping[str, int], all_words: Mapping[str, int], known_share: float) -> str:
    """The first level of which less than this share is known."""
    for level in LEVELS[:-1]:
        if known.get(level, 0) < known_share * all_words.get(level, 0):
            return level
    return LEVELS[-1]
