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
    found: set[tuple[str, int, str, int]] = set()
    for kind, items, terms_of in (
        (ItemKind.KANJI, material.kanji, _kanji_terms),
        (ItemKind.WORD, material.words, _word_terms),
        (ItemKind.GRAMMAR, material.grammar, _grammar_terms),
    ):
        # Plain values: hundreds of thousands of enum members take seconds to hash and to compare.
        name = kind.value
        found.update(
            (name, term_kind.value, term, item.rank) for item in items for term_kind, term in terms_of(item) if term
        )
    columns = ("item_kind", "term_kind", "term", "rank")
    return [dict(zip(columns, row, strict=True)) for row in sorted(found)]


def _kanji_terms(item: Item) -> Iterator[tuple[TermKind, str]]:
    entry = item.entry
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
