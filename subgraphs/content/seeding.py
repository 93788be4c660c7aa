"""From the checked-in seed to rows. Pure: reading files and making rows; `repository.py` writes them."""

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from subgraphs.content.japanese.kana_table import KanaScript, kana_signs
from subgraphs.content.models.kana import KanaRow
from subgraphs.content.models.kanji import KanjiRow, KanjiSentenceRow, KanjiWordRow, StrokeOrderRow
from subgraphs.content.models.search_terms import ItemKind, SearchTermRow, TermKind
from subgraphs.content.models.sentences import SentenceRow
from subgraphs.content.models.table import Table
from subgraphs.content.models.words import WordRow, WordSentenceRow
from subgraphs.content.search_terms import (
    dictionary_readings,
    meaning_terms,
    reading_terms,
    romaji_terms,
    written_terms,
)
from subgraphs.shared.ids import seed_id

SEED_FOLDER = Path(__file__).parent / "seed"

# Raised when the same files become other rows, so that databases are filled again.
ROWS_VERSION = 1

Row = dict[str, Any]
Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Seed:
    kanji: list[Entry]
    words: list[Entry]
    sentences: list[Entry]
    strokes: list[Entry]


def manifest() -> dict[str, Any]:
    """What the seed says of itself: its version, how much it holds, what it was made from."""
    said: dict[str, Any] = json.loads((SEED_FOLDER / "manifest.json").read_text(encoding="utf-8"))
    return said


def seed_version() -> str:
    return f"{manifest()['version']}.{ROWS_VERSION}"


def load_seed() -> Seed:
    return Seed(*(_read_lines(name) for name in ("kanji", "words", "sentences", "strokes")))


def _read_lines(name: str) -> list[Entry]:
    with gzip.open(SEED_FOLDER / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def kanji_id(entry: Entry) -> UUID:
    return seed_id("kanji", entry["character"])


def word_id(entry: Entry) -> UUID:
    number = f"|{entry['homograph']}" if entry["homograph"] > 1 else ""
    return seed_id("word", f"{entry['text']}|{entry['reading']}{number}")


def sentence_id(entry: Entry) -> UUID:
    return seed_id("sentence", entry["text"])


def rows_by_table(seed: Seed) -> Iterator[tuple[type[Table], list[Row]]]:
    """The rows of every table; a table comes after those that it points at."""
    links = _Links(seed)
    yield KanaRow, list(_kana_rows())
    yield StrokeOrderRow, [{"character": one["character"], "paths": one["paths"]} for one in seed.strokes]
    yield KanjiRow, [_kanji_row(rank, entry, links) for rank, entry in enumerate(seed.kanji)]
    yield WordRow, [_word_row(rank, entry) for rank, entry in enumerate(seed.words)]
    yield SentenceRow, [_sentence_row(rank, entry) for rank, entry in enumerate(seed.sentences)]
    yield KanjiWordRow, list(links.kanji_words())
    yield WordSentenceRow, list(links.word_sentences())
    yield KanjiSentenceRow, list(links.kanji_sentences())
    yield SearchTermRow, _search_rows(seed)


def _kana_rows() -> Iterator[Row]:
    signs = (sign for script in KanaScript for sign in kana_signs(script))
    for rank, sign in enumerate(signs):
        yield {
            "id": seed_id("kana", sign.character),
            "character": sign.character,
            "script": sign.script,
            "kind": sign.kind,
            "romaji": sign.romaji,
            "rank": rank,
        }


def _kanji_row(rank: int, entry: Entry, links: "_Links") -> Row:
    character = entry["character"]
    return {
        "id": kanji_id(entry),
        "character": character,
        "level": entry["level"],
        "grade": entry["grade"],
        "frequency": entry["frequency"],
        "stroke_count": entry["strokeCount"],
        "on_readings": entry["onReadings"],
        "kun_readings": entry["kunReadings"],
        "meanings": entry["meanings"],
        "rank": rank,
        "word_count": len(links.words_of_kanji[character]),
        "sentence_count": len(links.sentences_of_kanji[character]),
    }


def _word_row(rank: int, entry: Entry) -> Row:
    return {
        "id": word_id(entry),
        "text": entry["text"],
        "reading": entry["reading"],
        "homograph": entry["homograph"],
        "other_forms": entry["otherForms"],
        "other_readings": entry["otherReadings"],
        "romaji": entry["romaji"],
        "meanings": entry["meanings"],
        "level": entry["level"],
        "rank": rank,
        "sentence_count": len(entry["sentences"]),
    }


def _sentence_row(rank: int, entry: Entry) -> Row:
    return {
        "id": sentence_id(entry),
        "text": entry["text"],
        "translation": entry["translation"],
        "level": entry["level"],
        "rank": rank,
    }


class _Links:
    """Which words are written with a kanji, and which sentences use those words."""

    def __init__(self, seed: Seed) -> None:
        self.kanji_ids = {entry["character"]: kanji_id(entry) for entry in seed.kanji}
        self.word_ids = [word_id(entry) for entry in seed.words]
        self.sentence_ids = [sentence_id(entry) for entry in seed.sentences]
        self.sentences_of_word: list[list[int]] = [entry["sentences"] for entry in seed.words]
        self.words_of_kanji: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for word, entry in enumerate(seed.words):
            for place, character in enumerate(_kanji_in(entry, self.kanji_ids)):
                self.words_of_kanji[character].append((word, place))
        # Sentences that show the kanji itself come before those that write it in another way.
        texts = [entry["text"] for entry in seed.sentences]
        self.sentences_of_kanji: dict[str, list[int]] = defaultdict(list)
        for character, words in self.words_of_kanji.items():
            sentences = {sentence for word, _ in words for sentence in self.sentences_of_word[word]}
            self.sentences_of_kanji[character] = sorted(sentences, key=lambda one: (character not in texts[one], one))

    def kanji_words(self) -> Iterator[Row]:
        for character, words in self.words_of_kanji.items():
            for position, (word, place) in enumerate(words):
                yield {
                    "kanji_id": self.kanji_ids[character],
                    "position": position,
                    "word_id": self.word_ids[word],
                    "place_in_word": place,
                }

    def word_sentences(self) -> Iterator[Row]:
        for word, sentences in zip(self.word_ids, self.sentences_of_word, strict=True):
            for position, sentence in enumerate(sentences):
                yield {"word_id": word, "position": position, "sentence_id": self.sentence_ids[sentence]}

    def kanji_sentences(self) -> Iterator[Row]:
        for character, sentences in self.sentences_of_kanji.items():
            for position, sentence in enumerate(sentences):
                yield {
                    "kanji_id": self.kanji_ids[character],
                    "position": position,
                    "sentence_id": self.sentence_ids[sentence],
                }


def _kanji_in(word: Entry, known: dict[str, UUID]) -> Iterable[str]:
    """The kanji of all forms of a word, in order, each once; 々 repeats and is none of its own."""
    written = "".join([word["text"], *word["otherForms"]])
    return dict.fromkeys(character for character in re.sub("々", "", written) if character in known)


def _search_rows(seed: Seed) -> list[Row]:
    """Sorted as the primary key is, so that the table is filled from front to back."""
    found: set[tuple[ItemKind, TermKind, str, int]] = set()
    for rank, entry in enumerate(seed.kanji):
        found.update((ItemKind.KANJI, kind, term, rank) for kind, term in _kanji_terms(entry) if term)
    for rank, entry in enumerate(seed.words):
        found.update((ItemKind.WORD, kind, term, rank) for kind, term in _word_terms(entry) if term)
    return [
        {"item_kind": item_kind, "term_kind": term_kind, "term": term, "rank": rank}
        for item_kind, term_kind, term, rank in sorted(found)
    ]


def _kanji_terms(entry: Entry) -> Iterator[tuple[TermKind, str]]:
    yield TermKind.TEXT, entry["character"]
    yield from reading_terms(dictionary_readings([*entry["onReadings"], *entry["kunReadings"]]))
    yield from meaning_terms(entry["meanings"])


def _word_terms(entry: Entry) -> Iterator[tuple[TermKind, str]]:
    forms = [entry["text"], *entry["otherForms"]]
    yield from written_terms(forms)
    # A form in kana is a reading too.
    yield from reading_terms(
        [entry["reading"], *entry["otherReadings"], *(f for f in entry["otherForms"] if _is_kana(f))]
    )
    yield from romaji_terms(entry["romaji"])
    yield from meaning_terms(entry["meanings"])


def _is_kana(text: str) -> bool:
    return re.fullmatch(r"[\u3041-\u30ffー]+", text) is not None
