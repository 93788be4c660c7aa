"""What is in a file, before anything is made of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from subgraphs.learning.anki.collection import Package
from subgraphs.learning.anki.wording import Wording
from subgraphs.learning.delimited.columns import guess_columns, header_of
from subgraphs.learning.delimited.drafts import CardDraft, DraftLimits, drafts_of
from subgraphs.learning.delimited.read_rows import Table, TableIsRefused, read_table
from subgraphs.learning.import_options import ImportOptions
from subgraphs.learning.import_settings import ImportSettings
from subgraphs.learning.settings import LearningSettings

_MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class FoundTable:
    table: Table
    header: Sequence[str] | None
    columns: Sequence[str]
    drafts: Sequence[CardDraft]


def read_cards(content: bytes, options: ImportOptions, settings: LearningSettings) -> FoundTable:
    table = read_table(content, options.table_form)
    rows = list(table.rows())
    if not rows:
        raise TableIsRefused("TABLE_IS_EMPTY")
    if len(rows) > settings.import_most_cards + 1:
        raise TableIsRefused("TOO_MANY_CARDS")
    header = header_of(table, rows[0][1], options.has_header)
    width = Counter(len(row) for _, row in rows).most_common(1)[0][0]
    columns = options.columns or guess_columns(table, header, width)
    body = rows[1:] if header is not None and header == rows[0][1] else rows
    limits = DraftLimits(settings.flashcard_text_length, settings.tags_per_flashcard)
    return FoundTable(table, header, columns, list(drafts_of(iter(body), columns, limits)))


def preview_of_table(found: FoundTable, settings: ImportSettings) -> dict[str, Any]:
    return {
        "total": len(found.drafts),
        "unusable": sum(not draft.is_usable for draft in found.drafts),
        "delimiter": found.table.delimiter,
        "encoding": found.table.encoding,
        "hasHeader": found.header is not None,
        "columns": [
            {"name": found.header[place] if found.header and place < len(found.header) else None, "column": column}
            for place, column in enumerate(found.columns)
        ],
        "decks": sorted({draft.deck for draft in found.drafts if draft.deck})[:_MOST_LISTED],
        "noteTypes": [],
        "cards": [_shown(draft) for draft in found.drafts[: settings.import_preview_rows]],
    }


def _shown(draft: CardDraft) -> dict[str, Any]:
    return {
        "line": draft.line,
        "front": draft.front,
        "back": draft.back,
        "reading": draft.reading,
        "tags": list(draft.tags),
        "deck": draft.deck,
        "template": draft.template,
        "problems": [problem.code for problem in draft.problems],
    }


def preview_of_package(package: Package, wordings: Mapping[int, Wording], settings: ImportSettings) -> dict[str, Any]:
    collection = package.collection
    notes = {note.id: note for note in collection.notes}
    decks = {deck.id: deck.name for deck in collection.decks}
    cards = [
        {
            "line": None,
            "front": wordings[card.id].front if card.id in wordings else "",
            "back": wordings[card.id].back if card.id in wordings else None,
            "reading": wordings[card.id].reading if card.id in wordings else None,
            "tags": list(notes[card.note_id].tags),
            "deck": decks.get(card.deck_id),
            "template": wordings[card.id].template if card.id in wordings else "RECOGNITION",
            "problems": [] if card.id in wordings else ["CARD_HAS_NO_TEMPLATE"],
        }
        for card in collection.cards[: settings.import_preview_rows]
    ]
    return {
        "total": len(collection.cards),
        "unusable": len(collection.cards) - len(wordings),
        "delimiter": None,
        "encoding": None,
        "hasHeader": None,
        "columns": [],
        "decks": sorted(decks.values())[:_MOST_LISTED],
        "noteTypes": [each.name for each in collection.note_types][:_MOST_LISTED],
        "cards": cards,
    }
