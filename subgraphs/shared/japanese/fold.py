"""Normal forms under which things written in different ways are the same thing to somebody who searches."""

import re
import unicodedata

from subgraphs.shared.japanese.romanize import romanize, to_hiragana

# Kunrei and Nihon spellings, and what keyboards accept, to Hepburn. Applied in this order.
_HEPBURN = tuple(
    (re.compile(pattern), hepburn)
    for pattern, hepburn in [
        (r"sy", "sh"),
        (r"ty|cy", "ch"),
        (r"zy|jy|dj|dy", "j"),
        (r"tch", "cch"),
        (r"s(?=i)", "sh"),
        (r"t(?=i)", "ch"),
        (r"t(?=u)", "ts"),
        (r"(?<![sc])h(?=u)", "f"),
        (r"[zd](?=i)", "j"),
        (r"d(?=u)", "z"),
        (r"w(?=o)", ""),
        (r"m(?=[bpm])", "n"),
        (r"nn+", "n"),
    ]
)
_LONG_VOWELS = re.compile(r"ou|oo|uu|aa|ii|ee")
_GLOSS_NOTES = re.compile(r"\([^)]*\)")
_ENGLISH_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_WEAK_WORDS = frozenset(["a", "an", "the", "to", "of"])


def fold_width(text: str) -> str:
    """One form for full-width and half-width, composed and decomposed, upper and lower case."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def fold_kana(text: str) -> str:
    """Hiragana for either script, and no case or width."""
    return to_hiragana(fold_width(text))


def plain_romaji(romaji: str) -> str:
    """Only letters: no apostrophes, hyphens or spaces."""
    return re.sub(r"[^a-z]", "", unicodedata.normalize("NFD", fold_width(romaji)))


def fold_romaji(romaji: str) -> str:
    """One spelling for every system of romaji and for long and short vowels: nyuu, nyū and nyu are nyu."""
    without_macrons = unicodedata.normalize("NFD", fold_width(romaji))
    folded = re.sub(r"[^a-z]", "", without_macrons)
    for pattern, hepburn in _HEPBURN:
        folded = pattern.sub(hepburn, folded)
    while shorter := _shorten_vowels(folded):
        folded = shorter
    return folded


def _shorten_vowels(romaji: str) -> str | None:
    shorter = _LONG_VOWELS.sub(lambda vowels: vowels.group()[0], romaji)
    return shorter if shorter != romaji else None


def fold_reading(kana: str) -> str:
    """The folded romaji of a kana reading; dot and hyphen of dictionary readings (た.べる, -び) do not count."""
    return fold_romaji(romanize(fold_kana(kana)))


def plain_reading(kana: str) -> str:
    """A dictionary reading as one would type it."""
    return re.sub(r"[.\-]", "", fold_kana(kana))


def english_words(text: str) -> list[str]:
    """The words of an English text in order; a text of nothing but weak words keeps them."""
    words = _ENGLISH_WORD.findall(fold_width(text).replace("’", "'"))
    strong = [word for word in words if word not in _WEAK_WORDS]
    return strong or words


def fold_gloss(gloss: str) -> str:
    """A whole meaning without its notes in parentheses and its weak words: "to eat (a meal)" is "eat"."""
    return " ".join(english_words(_GLOSS_NOTES.sub(" ", gloss)))
