"""What counts as right where an answer is typed.

Readings may come in hiragana, katakana, full-width or half-width letters, or in romaji of any system; a long vowel
may be written with the vowel mark, with either vowel that sounds so (ou and oo, ei and ee) or with a macron. A vowel
that is short where it should be long is a mistake: おばさん is not おばあさん. Written words may leave out or add kana
within a compound (取引き, 取り引き), as dictionaries do, but not at the end of a verb or an adjective. Meanings are
compared without articles, "to", notes in parentheses, case and punctuation, and any of an item's meanings will do.

An answer that misses by little is almost right: one letter too many, too few, wrong or swapped for each so many.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import jaconv

from subgraphs.learning.models.study_tests import AnswerOutcome
from subgraphs.shared.japanese.align_reading import is_kanji
from subgraphs.shared.japanese.fold import fold_gloss, fold_kana, fold_width
from subgraphs.shared.japanese.romanize import LONG_VOWEL_MARK, romanize

LONGEST_ANSWER = 200
_MOST_MEANINGS = 3
_LATIN = re.compile(r"[a-z]")
_NOISE = re.compile(r"[\s.\-・、。,!?！？~〜]")
_SEPARATORS = re.compile(r"[;,/、]")
_MACRONS = {"\u0304": LONG_VOWEL_MARK, "\u0302": LONG_VOWEL_MARK}


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How many letters one typing mistake is forgiven for; 0: none is."""

    letters_per_typo: int = 5
    kana_per_typo: int = 6

    def typos_in(self, length: int, per_typo: int) -> int:
        return length // per_typo if per_typo else 0


def judge_reading(typed: str, accepted: Sequence[str], tolerance: Tolerance) -> AnswerOutcome:
    is_romaji = bool(_LATIN.search(fold_width(typed)))
    given = _sounds(to_kana(typed), is_romaji)
    wanted = [_sounds(fold_kana(one), is_romaji) for one in accepted]
    if not given:
        return AnswerOutcome.WRONG
    return _judge(given, wanted, tolerance, tolerance.kana_per_typo)


def judge_meaning(typed: str, accepted: Sequence[str], tolerance: Tolerance) -> AnswerOutcome:
    """Of several meanings, each must be one; more than three are a list of guesses."""
    parts = [folded for part in _SEPARATORS.split(typed) if (folded := fold_gloss(part))]
    if not parts or len(parts) > _MOST_MEANINGS:
        return AnswerOutcome.WRONG
    wanted = meaning_forms(accepted)
    found = [_judge(part, wanted, tolerance, tolerance.letters_per_typo) for part in parts]
    for outcome in (AnswerOutcome.WRONG, AnswerOutcome.ALMOST):
        if outcome in found:
            return outcome
    return AnswerOutcome.RIGHT


def judge_text(typed: str, accepted: Sequence[str], tolerance: Tolerance, is_noun: bool) -> AnswerOutcome:
    """A word as it is written, or its reading, which stands among the accepted ones."""
    given = _plain(typed)
    if any(_is_same_word(given, _plain(one), is_noun) for one in accepted):
        return AnswerOutcome.RIGHT
    if any(is_kanji(character) for character in given):
        return AnswerOutcome.WRONG
    readings = [one for one in accepted if not any(is_kanji(character) for character in one)]
    return judge_reading(typed, readings, tolerance) if readings else AnswerOutcome.WRONG


def judge_anything(typed: str, accepted: Sequence[str], tolerance: Tolerance) -> AnswerOutcome:
    """What a learner wrote on a card of their own, in whichever language."""
    if _plain(typed) in {_plain(one) for one in accepted}:
        return AnswerOutcome.RIGHT
    return judge_meaning(typed, accepted, tolerance)


def meaning_forms(meanings: Sequence[str]) -> list[str]:
    """The forms under which these meanings are right answers."""
    forms = [fold_gloss(meaning) for meaning in meanings]
    parts = [fold_gloss(part) for meaning in meanings for part in _SEPARATORS.split(_without_notes(meaning))]
    return [form for form in dict.fromkeys([*forms, *parts]) if form]


def to_kana(text: str) -> str:
    """Hiragana of what was typed in either script or in romaji."""
    folded = fold_kana(text)
    if not _LATIN.search(folded):
        return folded
    marked = "".join(_MACRONS.get(sign, sign) for sign in unicodedata.normalize("NFD", folded))
    marked = unicodedata.normalize("NFC", marked).replace("’", "'")
    marked = re.sub(r"nn(?=[aiueoy])", "n'n", marked)
    marked = re.sub(r"m(?=[bpm])", "n", marked)
    kana: str = jaconv.alphabet2kana(marked.replace("tch", "cch"))
    return kana.replace("'", "")


def distance(one: str, other: str) -> int:
    """Letters to change, leave out, add or swap with their neighbour to make one of the other."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, left in enumerate(one, 1):
        current = [row]
        for column, right in enumerate(other, 1):
            cost = min(above[column] + 1, current[column - 1] + 1, above[column - 1] + (left != right))
            is_swap = row > 1 and column > 1 and left == other[column - 2] and one[row - 2] == right
            current.append(min(cost, before[column - 2] + 1) if is_swap else cost)
        before, above = above, current
    return above[-1]


def _judge(given: str, wanted: Sequence[str], tolerance: Tolerance, per_typo: int) -> AnswerOutcome:
    if given in wanted:
        return AnswerOutcome.RIGHT
    is_near = any(
        abs(len(given) - len(one)) <= (most := tolerance.typos_in(len(one), per_typo)) and distance(given, one) <= most
        for one in wanted
    )
    return AnswerOutcome.ALMOST if is_near else AnswerOutcome.WRONG


def _sounds(kana: str, is_romaji: bool) -> str:
    """One spelling for what sounds alike: long vowels are written with the vowel itself."""
    written: list[str] = []
    for sign in _NOISE.sub("", kana):
        vowel = romanize(written[-1])[-1:] if written else ""
        if sign == LONG_VOWEL_MARK:
            sign = {"a": "あ", "i": "い", "u": "う", "e": "え", "o": "お"}.get(vowel, sign)
        elif (vowel, sign) == ("o", "う"):
            sign = "お"
        elif (vowel, sign) == ("e", "い"):
            sign = "え"
        written.append(sign)
    sounds = "".join(written)
    if not is_romaji:
        return sounds
    # Romaji does not tell these apart, and writes greetings as they sound.
    told = sounds.translate(str.maketrans("ぢづを", "じずお"))
    return told[:-1] + "わ" if told.endswith("は") else told


def _plain(text: str) -> str:
    return _NOISE.sub("", fold_kana(text))


def _without_notes(text: str) -> str:
    return re.sub(r"\([^)]*\)", " ", text)


def _is_same_word(given: str, wanted: str, is_noun: bool) -> bool:
    if given == wanted:
        return True
    if _kanji_of(given) != _kanji_of(wanted) or len(_kanji_of(wanted)) < 2:
        return False
    if not is_noun and _ending(given) != _ending(wanted):
        return False
    shorter, longer = sorted((given, wanted), key=len)
    rest = iter(longer)
    return len(shorter) < len(longer) and all(sign in rest for sign in shorter)


def _kanji_of(text: str) -> str:
    return "".join(sign for sign in text if is_kanji(sign))


def _ending(text: str) -> str:
    """The kana behind the last kanji."""
    return re.sub(r".*[^ぁ-ん]", "", text)
