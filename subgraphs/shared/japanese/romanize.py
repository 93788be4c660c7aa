"""Kana to romaji: Hepburn, letter by letter, long vowels written out (toukyou, koohii, okaasan)."""

import re

import jaconv

from subgraphs.shared.japanese.kana_table import KanaScript, kana_signs

SMALL_TSU = "っ"
LONG_VOWEL_MARK = "ー"
SYLLABIC_N = "ん"

_SOUNDS = {
    jaconv.kata2hira(sign.character): sign.romaji
    for script in KanaScript
    for sign in kana_signs(script)
    if sign.romaji is not None
}
_LONGEST_SIGN = max(map(len, _SOUNDS))


def to_hiragana(text: str) -> str:
    """Katakana becomes hiragana; the long vowel mark and everything else stay."""
    hiragana: str = jaconv.kata2hira(text)
    return hiragana


def romanize(kana: str) -> str:
    """The romaji of a kana reading; characters that are not kana stay as they are."""
    hiragana = to_hiragana(kana)
    written: list[str] = []
    at = 0
    while at < len(hiragana):
        sign = _longest_sign(hiragana, at)
        written.append(sign if sign in (SMALL_TSU, LONG_VOWEL_MARK) else _SOUNDS.get(sign, sign))
        at += len(sign)
    return _join_sounds(written)


def _longest_sign(hiragana: str, at: int) -> str:
    for length in range(_LONGEST_SIGN, 1, -1):
        sign = hiragana[at : at + length]
        if sign in _SOUNDS:
            return sign
    return hiragana[at]


def _join_sounds(sounds: list[str]) -> str:
    romaji = "".join("n'" if sound == "n" else sound for sound in sounds)
    romaji = re.sub(r"n'(?![aiueoy])", "n", romaji)  # the apostrophe is only needed where na, nya ... could be read
    romaji = re.sub(rf"{SMALL_TSU}+(?=ch)", "t", romaji)
    romaji = re.sub(rf"{SMALL_TSU}+([bcdfghjkmprstvwyz])", r"\1\1", romaji)
    while re.search(rf"[aiueo]{LONG_VOWEL_MARK}", romaji):
        romaji = re.sub(rf"([aiueo]){LONG_VOWEL_MARK}", r"\1\1", romaji, count=1)
    # A small tsu at the end of a word is a stop without a letter of its own.
    return romaji.replace(SMALL_TSU, "").replace(LONG_VOWEL_MARK, "")
