"""Names that are what they look like."""

import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Categories of what nobody sees and what turns the direction of other letters: with it one name passes for another."""

_JOINERS = "\u200c\u200d"
"""Hidden too, but scripts and emoji are written with them."""

_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters by their category that leave an empty place."""


def has_hidden_characters(text: str) -> bool:
    """Whether a reader does not see all that is in it."""
    return any(map(_is_hidden, text))


def without_hidden_characters(text: str) -> str:
    """What is left of a name that somebody else's system has taken."""
    return "".join(letter for letter in text if not _is_hidden(letter))


def _is_hidden(letter: str) -> bool:
    return letter in _BLANKS or (unicodedata.category(letter) in _HIDDEN and letter not in _JOINERS)
