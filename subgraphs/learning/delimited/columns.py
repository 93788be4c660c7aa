"""Which column of a table is what of a flashcard."""

import csv
from collections.abc import Sequence
from enum import StrEnum

from subgraphs.learning.delimited.read_rows import CHARACTERS, Table


class CardColumn(StrEnum):
    """What a column of a table holds."""

    FRONT = "FRONT"
    BACK = "BACK"
    READING = "READING"
    HINT = "HINT"
    NOTES = "NOTES"
    TAGS = "TAGS"
    DECK = "DECK"
    TOPIC = "TOPIC"
    TEMPLATE = "TEMPLATE"
    IGNORED = "IGNORED"


_NAMES: dict[CardColumn, tuple[str, ...]] = {
    CardColumn.FRONT: ("front", "question", "word", "expression", "text", "term", "kanji", "vocabulary", "単語", "表",
                       "漢字", "問題", "語", "表面"),
    CardColumn.BACK: ("back", "answer", "meaning", "meanings", "translation", "definition", "english", "意味", "裏",
                      "答え", "訳", "裏面"),
    CardColumn.READING: ("reading", "kana", "furigana", "hiragana", "pronunciation", "yomi", "読み", "読み方", "かな",
                         "ふりがな", "よみ"),
    CardColumn.HINT: ("hint", "ヒント"),
    CardColumn.NOTES: ("notes", "note", "comment", "remarks", "memo", "メモ", "備考"),
    CardColumn.TAGS: ("tags", "tag", "labels", "タグ"),
    CardColumn.DECK: ("deck", "デッキ"),
    CardColumn.TOPIC: ("topic", "category", "chapter", "トピック", "カテゴリ"),
    CardColumn.TEMPLATE: ("template", "type of card", "card template"),
}  # fmt: skip
_BY_NAME = {name: column for column, names in _NAMES.items() for name in names}
_WITHOUT_HEADER = (CardColumn.FRONT, CardColumn.BACK)


def named(cell: str) -> CardColumn | None:
    return _BY_NAME.get(cell.strip().casefold().replace("_", " "))


def header_of(table: Table, first: Sequence[str], has_header: bool | None) -> Sequence[str] | None:
    """The names of the columns; None where the first row is a card already, as far as anybody can tell."""
    if has_header is False:
        return None
    if "columns" in table.directives and has_header is None:
        return next(csv.reader([table.directives["columns"]], delimiter=CHARACTERS[table.delimiter]), [])
    is_header = has_header or any(named(cell) in _WITHOUT_HEADER for cell in first)
    return first if is_header else None


def guess_columns(table: Table, header: Sequence[str] | None, width: int) -> list[CardColumn]:
    """By their names; without names, by their places. Each is taken once, the first time that it comes."""
    if header is None:
        columns = [*_WITHOUT_HEADER, CardColumn.READING][:width] if width <= 2 else _of_three(width)
    else:
        columns = [named(cell) or CardColumn.IGNORED for cell in header]
    columns = (columns + [CardColumn.IGNORED] * width)[: max(width, len(columns))]
    for directive, column in (("tags column", CardColumn.TAGS), ("deck column", CardColumn.DECK)):
        place = table.directives.get(directive, "")
        if place.isdecimal() and 0 < int(place) <= len(columns):
            columns[int(place) - 1] = column
    return _each_once(columns)


def _of_three(width: int) -> list[CardColumn]:
    return [*_WITHOUT_HEADER, CardColumn.READING, *[CardColumn.IGNORED] * (width - 3)]


def _each_once(columns: Sequence[CardColumn]) -> list[CardColumn]:
    seen: set[CardColumn] = set()
    chosen = []
    for column in columns:
        chosen.append(CardColumn.IGNORED if column in seen else column)
        seen.add(column)
    return chosen
