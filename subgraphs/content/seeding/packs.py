"""Language packs: folders with what there is to study in one language.

A pack has a `manifest.json` (`language`, a BCP 47 tag; `levelScale`, what the levels of its entries are levels of) and
any of the files `words`, `sentences`, `kanji`, `strokes`, `radicals` and
`grammar`, each as JSON lines (`words.jsonl` or `words.jsonl.gz`). Only `text` and `meanings` of a word, and `text` and
`translation` of a sentence, have to be there; docs/content-languages.md lists the rest.
"""

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from subgraphs.content.errors import BadLanguagePack
from subgraphs.content.models.levels import JLPT, JlptLevel

SEED_FOLDER = Path(__file__).parents[1] / "seed"
JAPANESE = "ja"

Entry = dict[str, Any]

_JLPT_LEVELS = frozenset(JlptLevel)

_REQUIRED: Mapping[str, tuple[str, ...]] = {
    "kanji": ("character", "strokeCount", "meanings"),
    "words": ("text", "meanings"),
    "sentences": ("text", "translation"),
    "strokes": ("character", "paths"),
    "radicals": ("number", "character", "name", "strokeCount"),
    "grammar": ("slug", "pattern", "meaning", "formation", "explanation", "examples"),
}
_DEFAULTS: Mapping[str, Entry] = {
    "kanji": {
        "grade": None,
        "frequency": None,
        "onReadings": [],
        "kunReadings": [],
        "nameReadings": [],
        "radical": None,
        "components": [],
        "parts": [],
        "lookAlikes": [],
        "translations": {},
    },
    "words": {
        "homograph": 1,
        "otherForms": [],
        "otherReadings": [],
        "frequency": None,
        "sentences": [],
        "inflection": None,
        "furigana": [],
        "kanjiReadings": [],
        "translations": {},
    },
    "sentences": {"tokens": [], "translations": {}},
    "grammar": {"related": [], "translations": {}},
    "strokes": {},
    "radicals": {},
}


@dataclass(frozen=True, slots=True)
class LanguagePack:
    language: str
    level_scale: str | None
    kanji: Sequence[Entry]
    words: Sequence[Entry]
    sentences: Sequence[Entry]
    strokes: Sequence[Entry]
    radicals: Sequence[Entry]
    grammar: Sequence[Entry]


def manifest(folder: Path) -> Entry:
    """What a pack says of itself."""
    try:
        said: Entry = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadLanguagePack(
            f"{folder}: a language pack has a manifest.json, but it cannot be read: {error}"
        ) from error
    if not isinstance(said, dict) or not isinstance(said.get("language"), str):
        raise BadLanguagePack(f'{folder}/manifest.json: "language" has to be a tag such as "es".')
    return said


def pack_folders(more: Path | None = None) -> list[Path]:
    """The packs that ship, and those of an operator: the folders within `more`. In this order items are ranked."""
    own = sorted(more.iterdir()) if more is not None and more.is_dir() else []
    return [SEED_FOLDER / JAPANESE, *(folder for folder in own if folder.is_dir())]


def packs_version(folders: Sequence[Path]) -> str:
    """One text that changes whenever a file of a pack does."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.iterdir()):
            digest.update(path.name.encode() + b"\0")
            digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()[:16]


def load_pack(folder: Path) -> LanguagePack:
    told = manifest(folder)
    return LanguagePack(
        language=told["language"],
        level_scale=told.get("levelScale"),
        **{name: list(_entries(folder, name, told.get("levelScale"))) for name in _REQUIRED},
    )


def _entries(folder: Path, name: str, level_scale: str | None) -> Iterator[Entry]:
    for number, line in enumerate(_lines(folder, name), start=1):
        where = f"{folder}/{name}.jsonl, line {number}"
        try:
            entry = orjson.loads(line)
        except ValueError as error:
            raise BadLanguagePack(f"{where}: {error}") from error
        for needed in _REQUIRED[name]:
            if not isinstance(entry, dict) or needed not in entry:
                raise BadLanguagePack(f'{where}: there is no "{needed}".')
        yield _complete(name, entry, level_scale, where)


def _complete(name: str, entry: Entry, level_scale: str | None, where: str) -> Entry:
    complete = _DEFAULTS[name] | entry
    if name in ("kanji", "words", "sentences", "grammar"):
        complete["level"] = entry.get("level") or JlptLevel.UNLISTED
        if level_scale in (None, JLPT) and complete["level"] not in _JLPT_LEVELS:
            raise BadLanguagePack(f"{where}: {complete['level']!r} is no level of {level_scale or 'no scale'}.")
    if name == "words":
        complete.setdefault("reading", entry["text"])
        complete.setdefault("romaji", complete["reading"])
        complete.setdefault("senses", [{"meanings": entry["meanings"], "partsOfSpeech": []}])
    return complete


def _lines(folder: Path, name: str) -> Iterator[str]:
    plain, packed = folder / f"{name}.jsonl", folder / f"{name}.jsonl.gz"
    if packed.exists():
        with gzip.open(packed, "rt", encoding="utf-8") as lines:
            yield from lines
    elif plain.exists():
        with plain.open(encoding="utf-8") as lines:
            yield from lines
