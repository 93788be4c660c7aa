"""The rows of every table of what there is to study."""

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from subgraphs.content.models.grammar import GrammarPointRow
from subgraphs.content.models.kana import KanaRow
from subgraphs.content.models.kanji import (
    KanjiPartRow,
    KanjiRow,
    KanjiSentenceRow,
    KanjiWordRow,
    RadicalRow,
    ReadingWordRow,
    StrokeOrderRow,
)
from subgraphs.content.models.search_terms import SearchTermRow
from subgraphs.content.models.sentences import SentenceRow, SentenceTokensRow
from subgraphs.content.models.table import Table
from subgraphs.content.models.translations import TranslationRow
from subgraphs.content.models.words import WordClassRow, WordRow, WordSentenceRow
from subgraphs.content.seeding.links import Links
from subgraphs.content.seeding.material import Item, Material, Sentence, Word
from subgraphs.content.seeding.packs import Entry
from subgraphs.content.seeding.search_rows import search_rows
from subgraphs.shared.ids import seed_id
from subgraphs.shared.japanese.kana_table import KanaScript, kana_signs

# Raised when the same files become other rows, so that databases are filled again.
ROWS_VERSION = 2


def rows_by_table(material: Material) -> Iterator[tuple[type[Table], list[Entry]]]:
    """The rows of every table; a table comes after those that it points at."""
    links = Links(material)
    word_ids = [word.id for word in material.words]
    yield KanaRow, list(_kana_rows())
    yield StrokeOrderRow, [{"character": one["character"], "paths": one["paths"]} for one in material.strokes]
    yield RadicalRow, list(_radical_rows(material))
    yield KanjiRow, [_kanji_row(item, links) for item in material.kanji]
    yield KanjiPartRow, list(_kanji_part_rows(material))
    yield WordRow, [_word_row(word) for word in material.words]
    yield WordClassRow, list(_word_class_rows(material))
    yield SentenceRow, [_sentence_row(sentence) for sentence in material.sentences]
    yield SentenceTokensRow, [_tokens_row(one, word_ids) for one in material.sentences if one.entry["tokens"]]
    yield KanjiWordRow, list(links.kanji_words())
    yield ReadingWordRow, list(links.reading_words())
    yield WordSentenceRow, list(links.word_sentences())
    yield KanjiSentenceRow, list(links.kanji_sentences())
    yield GrammarPointRow, [_grammar_row(item) for item in material.grammar]
    yield SearchTermRow, search_rows(material)
    yield TranslationRow, list(_translation_rows(material))


def _kana_rows() -> Iterator[Entry]:
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


def _radical_rows(material: Material) -> Iterator[Entry]:
    uses = Counter(item.entry["radical"] for item in material.kanji)
    for entry in material.radicals:
        yield {
            "number": entry["number"],
            "character": entry["character"],
            "name": entry["name"],
            "stroke_count": entry["strokeCount"],
            "kanji_count": uses[entry["number"]],
        }


def _kanji_row(item: Item, links: Links) -> Entry:
    entry = item.entry
    character = entry["character"]
    return item.common | {
        "character": character,
        "grade": entry["grade"],
        "frequency": entry["frequency"],
        "stroke_count": entry["strokeCount"],
        "on_readings": entry["onReadings"],
        "kun_readings": entry["kunReadings"],
        "name_readings": entry["nameReadings"],
        "meanings": entry["meanings"],
        "radical": entry["radical"],
        "components": entry["components"],
        "look_alikes": entry["lookAlikes"],
        "word_count": len(links.words_of_kanji[character]),
        "sentence_count": len(links.sentences_of_kanji[character]),
    }


def _kanji_part_rows(material: Material) -> Iterator[Entry]:
    found = sorted({(part, item.rank) for item in material.kanji for part in item.entry["parts"]})
    return ({"element": element, "rank": rank} for element, rank in found)


def _word_row(word: Word) -> Entry:
    entry = word.entry
    return word.common | {
        "text": entry["text"],
        "reading": entry["reading"],
        "homograph": entry["homograph"],
        "other_forms": entry["otherForms"],
        "other_readings": entry["otherReadings"],
        "romaji": entry["romaji"],
        "meanings": entry["meanings"],
        "frequency": entry["frequency"],
        "senses": entry["senses"],
        "inflection": entry["inflection"],
        "furigana": entry["furigana"],
        "sentence_count": len(word.sentences),
    }


def _word_class_rows(material: Material) -> Iterator[Entry]:
    found = sorted(
        {
            (part, word.rank)
            for word in material.words
            for sense in word.entry["senses"]
            for part in sense["partsOfSpeech"]
        }
    )
    return ({"part_of_speech": part, "rank": rank} for part, rank in found)


def _sentence_row(sentence: Sentence) -> Entry:
    return sentence.common | {"text": sentence.entry["text"], "translation": sentence.entry["translation"]}


def _tokens_row(sentence: Sentence, word_ids: list[UUID]) -> Entry:
    tokens = [
        [*token[:4], *(str(word_ids[sentence.first_word + word]) for word in token[4:])]
        for token in sentence.entry["tokens"]
    ]
    return {"sentence_id": sentence.id, "tokens": tokens}


def _grammar_row(item: Item) -> Entry:
    entry = item.entry
    names = ("slug", "pattern", "meaning", "formation", "explanation", "examples", "related")
    return item.common | {name: entry[name] for name in names}


def _translation_rows(material: Material) -> Iterator[Entry]:
    """An entry's `translations` are {locale: texts of its meanings}, or {locale: {field: texts}}."""
    for kind in (material.kanji, material.words, material.sentences, material.grammar):
        for item in kind:
            for locale, said in item.entry["translations"].items():
                for field, texts in (said if isinstance(said, dict) else {"meanings": said}).items():
                    yield {"subject_id": item.id, "field": field, "locale": locale.lower(), "texts": texts}
