"""Words of Japanese sentences, by SudachiPy and its dictionary (split mode C: the longest units)."""

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import jaconv

from subgraphs.learning.capturing.texts import is_japanese

if TYPE_CHECKING:
    from sudachipy import Dictionary, Morpheme

_TAUGHT = ("名詞", "代名詞", "動詞", "形容詞", "形状詞", "副詞", "連体詞", "接続詞", "感動詞")
_NOT_TAUGHT = ("固有名詞", "数詞", "助動詞語幹", "フィラー")
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Token:
    """A word where it stands."""

    start: int
    end: int
    """Characters of its sentence."""

    surface: str
    written: str
    """As a dictionary lists it."""

    normalized: str
    """As it is usually written: 美味しい for おいしい."""

    reading: str
    """Of the form that a dictionary lists, in hiragana."""


async def tokenize(sentences: Sequence[str]) -> list[list[Token]]:
    """The words of each sentence that a card could teach: no particles, names or numbers."""
    return await asyncio.to_thread(_tokenize, tuple(sentences))


def _tokenize(sentences: Sequence[str]) -> list[list[Token]]:
    # The dictionary is a map of a file that all readers share; its tokenizer is for one thread at a time.
    with _lock:
        tokenizer = _dictionary().tokenizer()
        return [_taught(list(tokenizer.tokenize(text))) for text in sentences]


@cache
def _dictionary() -> "Dictionary":
    # A hundred megabytes that a process without captures never needs.
    from sudachipy import Dictionary

    return Dictionary()


def _taught(morphemes: "Sequence[Morpheme]") -> list[Token]:
    befores = [None, *morphemes]
    return [_token(each) for before, each in zip(befores, morphemes, strict=False) if _is_taught(each, before)]


def _is_taught(morpheme: "Morpheme", before: "Morpheme | None") -> bool:
    part, detail = morpheme.part_of_speech()[:2]
    if part not in _TAUGHT or detail in _NOT_TAUGHT or not is_japanese(morpheme.surface()):
        return False
    is_helper = part == "動詞" and detail == "非自立可能"
    return not (is_helper and before is not None and _is_helped(before))


def _is_helped(before: "Morpheme") -> bool:
    """見ている, 勉強する, 猫である: the verb that follows helps this, and is no word to learn here."""
    part, detail, use = before.part_of_speech()[:3]
    return part in ("助動詞", "動詞") or detail == "接続助詞" or use == "サ変可能"


def _token(morpheme: "Morpheme") -> Token:
    listed = morpheme.dictionary_form_morpheme()
    return Token(
        start=morpheme.begin(),
        end=morpheme.end(),
        surface=morpheme.surface(),
        written=listed.surface(),
        normalized=morpheme.normalized_form(),
        reading=jaconv.kata2hira(listed.reading_form()),
    )
