"""Ids of seeded records, made of what a record is: equal everywhere, and kept by new versions of the data."""

from uuid import UUID

from subgraphs.content.seeding.packs import JAPANESE, Entry
from subgraphs.shared.ids import seed_id


def kanji_id(entry: Entry) -> UUID:
    return seed_id("kanji", entry["character"])


def word_id(entry: Entry, language: str = JAPANESE) -> UUID:
    number = f"|{entry['homograph']}" if entry["homograph"] > 1 else ""
    return seed_id("word", _of(language, f"{entry['text']}|{entry['reading']}{number}"))


def sentence_id(entry: Entry, language: str = JAPANESE) -> UUID:
    return seed_id("sentence", _of(language, entry["text"]))


def grammar_id(entry: Entry, language: str = JAPANESE) -> UUID:
    return seed_id("grammar", _of(language, entry["slug"]))


def _of(language: str, key: str) -> str:
    """The first language was there before there were others: its ids do not name it."""
    return key if language == JAPANESE else f"{language}|{key}"
