"""Under which terms every item is found."""

import re
from collections.abc import Iterator

from subgraphs.content.models.search_terms import ItemKind, TermKind
from subgraphs.content.search_terms import (
    dictionary_readings,
    meaning_terms,
    reading_terms,
    romaji_terms,
    written_terms,
)
from subgraphs.content.seeding.material import Item, Material
from subgraphs.content.seeding.packs import JAPANESE, Entry


def search_rows(material: Material) -> list[Entry]:
    """Sorted as the primary key is, so that the table is filled from front to back."""
    found: set[tuple[ItemKind, TermKind, str, int]] = set()
    for item in material.kanji:
        found.update((ItemKind.KANJI, kind, term, item.rank) for kind, term in _kanji_terms(item.entry) if term)
    for word in material.words:
        found.update((ItemKind.WORD, kind, term, word.rank) for kind, term in _word_terms(word) if term)
    for point in material.grammar:
        found.update((ItemKind.GRAMMAR, kind, term, point.rank) for kind, term in _grammar_terms(point) if term)
    return [
        {"item_kind": item_kind, "term_kind": term_kind, "term": term, "rank": rank}
        for item_kind, term_kind, term, rank in sorted(found)
    ]


def _kanji_terms(entry: Entry) -> Iterator[tuple[TermKind, str]]:
    yield TermKind.TEXT, entry["character"]
    yield from reading_terms(dictionary_readings([*entry["onReadings"], *entry["kunReadings"]]))
    yield from meaning_terms(entry["meanings"])


def _word_terms(word: Item) -> Iterator[tuple[TermKind, str]]:
    entry = word.entry
    forms = [entry["text"], *entry["otherForms"]]
    yield from written_terms(forms)
    if word.language == JAPANESE:
        # A form in kana is a reading too.
        yield from reading_terms([entry["reading"], *entry["otherReadings"], *filter(_is_kana, entry["otherForms"])])
    yield from romaji_terms(entry["romaji"])
    yield from meaning_terms(entry["meanings"])


def _grammar_terms(point: Item) -> Iterator[tuple[TermKind, str]]:
    forms = [part for part in re.split(r"[〜～・/\s（）()]+|\w*(?=〜)", point.entry["pattern"]) if part]
    yield from written_terms(forms)
    if point.language == JAPANESE:
        yield from reading_terms(list(filter(_is_kana, forms)))
    yield from meaning_terms([point.entry["meaning"]])


def _is_kana(text: str) -> bool:
    return re.fullmatch(r"[\u3041-\u30ffー]+", text) is not None
