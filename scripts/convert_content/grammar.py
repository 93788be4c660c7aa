"""Points of grammar, from the hand-written pages in grammar_pages/."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from scripts.convert_content.sentences import Reader
from subgraphs.shared.japanese.align_reading import ReadingsOf, align_reading, is_kanji

PAGES = Path(__file__).parent / "grammar_pages"
LEVELS = ("N5", "N4", "N3")


def read_grammar(reader: Reader, readings_of: ReadingsOf) -> list[dict[str, Any]]:
    """All points, those taught first before the others. An example that shows something else is a `ValueError`."""
    points = [
        to_point(page, level.upper(), reader, readings_of)
        for level in LEVELS
        for page in yaml.safe_load((PAGES / f"{level.lower()}.yaml").read_text(encoding="utf-8"))
    ]
    known = {point["slug"] for point in points}
    for point in points:
        if unknown := set(point["related"]) - known:
            raise ValueError(f"{point['slug']} is related to what there is not: {unknown}")
    return points


def to_point(page: dict[str, Any], level: str, reader: Reader, readings_of: ReadingsOf) -> dict[str, Any]:
    return {
        "slug": page["slug"],
        "level": level,
        "pattern": page["pattern"],
        "meaning": page["meaning"],
        "formation": page["formation"],
        "explanation": page["explanation"],
        "shows": page["shows"],
        "related": page["related"],
        "examples": [to_example(one, page, reader, readings_of) for one in page["examples"]],
    }


def to_example(line: str, page: dict[str, Any], reader: Reader, readings_of: ReadingsOf) -> dict[str, Any]:
    text, _, translation = line.partition(" | ")
    if not re.search(page["shows"], text):
        raise ValueError(f"{page['slug']} is not shown by {text}")
    return {
        "text": text,
        "translation": translation,
        "furigana": [piece for token in reader.tokens(text, {}) for piece in furigana(token, readings_of)],
    }


def furigana(token: Sequence[str], readings_of: ReadingsOf) -> list[list[str]]:
    surface, _form, reading, *_rest = token
    if not reading:
        return [[surface]]
    parts = align_reading(surface, reading, readings_of)
    if parts is None:
        return [[surface, reading]]
    return [[part.text, part.reading] if is_kanji(part.text[0]) else [part.text] for part in parts]
