"""Imports of flashcards, as the learner sees them whose they are."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

import strawberry
from strawberry import ID

from subgraphs.learning.card_errors import DeckIsUnknown, TopicIsUnknown
from subgraphs.learning.delimited.columns import CardColumn
from subgraphs.learning.delimited.read_rows import Delimiter, Encoding
from subgraphs.learning.import_options import DeckFate, DuplicatePolicy, ImportOptions
from subgraphs.learning.models.flashcards import FlashcardTemplate
from subgraphs.learning.models.imports import ImportFormat, ImportRow, ImportState
from subgraphs.learning.repository.imports import ImportRepository
from subgraphs.learning.types import flashcard_enums, import_enums
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.import_texts import text_of
from subgraphs.learning.types.owners import owner_of
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.connections import After, Connection, First
from subgraphs.shared.ids import parse_id
from subgraphs.shared.pagination import page_request

_DESCRIBED = (flashcard_enums, import_enums)


@strawberry.type(description="How much of an import or export is done.")
class TransferProgress:
    done: int = strawberry.field(description="How much is behind.")
    total: int = strawberry.field(description="Of how much; 0 before it is known.")


@strawberry.type(description="What came of an import, in figures.")
class FlashcardImportCounts:
    created: int = strawberry.field(description="Flashcards that are new.")
    updated: int = strawberry.field(description="Flashcards that were there and changed, or came back.")
    skipped: int = strawberry.field(description="Flashcards that were there and stayed as they were.")
    failed: int = strawberry.field(description="Cards and rows of the file that made no flashcard.")
    notes: int = strawberry.field(description="Notes of Anki that are new; 0 for other files.")
    reviews: int = strawberry.field(description="Entries of Anki's review log that came along.")
    media: int = strawberry.field(description="Files that are new.")

    @classmethod
    def from_counts(cls, counts: Mapping[str, int]) -> Self:
        names = ("created", "updated", "skipped", "failed", "notes", "reviews", "media")
        return cls(**{name: counts.get(name, 0) for name in names})


@strawberry.type(description="Something that a learner may want to know of an import, or to mend in the file.")
class FlashcardImportProblem:
    code: str = strawberry.field(description="What it is, for programs; docs/import-export.md lists them.")
    message: str = strawberry.field(description="What it is, for people.")
    line: int | None = strawberry.field(description="The line of the file, counted from 1; null without lines.")
    text: str | None = strawberry.field(description="What it is about: a card, or the name of a file.")

    @classmethod
    def from_code(cls, code: str, line: int | None = None, text: str | None = None) -> Self:
        return cls(code=code, message=text_of(code), line=line, text=text or None)


@strawberry.type(description="A column of a table.")
class TableColumn:
    name: str | None = strawberry.field(description="As the first row calls it; null without a header.")
    column: CardColumn = strawberry.field(description="What it is taken for.")


@strawberry.type(description="A flashcard as it would be made.")
class PreviewedFlashcard:
    line: int | None = strawberry.field(description="Where it stands in the table; null for a package.")
    front: str = strawberry.field(description="What it is about.")
    back: str | None = strawberry.field(description="What that means.")
    reading: str | None = strawberry.field(description="How it is read.")
    tags: list[str] = strawberry.field(description="Its tags.")
    deck: str | None = strawberry.field(description="The deck that the file names.")
    template: FlashcardTemplate = strawberry.field(description="What it asks for.")
    problems: list[FlashcardImportProblem] = strawberry.field(description="What is wrong with it; mostly nothing.")

    @classmethod
    def from_shown(cls, shown: Mapping[str, Any]) -> Self:
        return cls(
            line=shown["line"],
            front=shown["front"],
            back=shown["back"],
            reading=shown["reading"],
            tags=shown["tags"],
            deck=shown["deck"],
            template=FlashcardTemplate(shown["template"]),
            problems=[FlashcardImportProblem.from_code(code, shown["line"]) for code in shown["problems"]],
        )


@strawberry.type(description="What was found in a file, before anything is made of it.")
class FlashcardImportPreview:
    total_count: int = strawberry.field(description="Cards or rows in the file.")
    unusable_count: int = strawberry.field(description="How many of them would make no flashcard.")
    delimiter: Delimiter | None = strawberry.field(description="Of a table; null for a package.")
    encoding: Encoding | None = strawberry.field(description="Of a table; null for a package.")
    has_header: bool | None = strawberry.field(
        description="Whether the columns of a table have names; null for a package."
    )
    columns: list[TableColumn] = strawberry.field(description="Of a table, in their order.")
    decks: list[str] = strawberry.field(description="Those that the file names; the first fifty.")
    note_types: list[str] = strawberry.field(description="Of a package, by name; the first fifty.")
    flashcards: list[PreviewedFlashcard] = strawberry.field(description="The first of them.")

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Self:
        return cls(
            total_count=raw["total"],
            unusable_count=raw["unusable"],
            delimiter=Delimiter(raw["delimiter"]) if raw["delimiter"] else None,
            encoding=Encoding(raw["encoding"]) if raw["encoding"] else None,
            has_header=raw["hasHeader"],
            columns=[TableColumn(name=each["name"], column=CardColumn(each["column"])) for each in raw["columns"]],
            decks=raw["decks"],
            note_types=raw["noteTypes"],
            flashcards=[PreviewedFlashcard.from_shown(each) for each in raw["cards"]],
        )


@strawberry.type(description="Flashcards that are brought along, and how far that is. Shown to their owner only.")
class FlashcardImport:
    id: ID = strawberry.field(description="Identifies the import.")
    format: ImportFormat = strawberry.field(description="What they come from.")
    state: ImportState = strawberry.field(description="How far it is.")
    file_name: str = strawberry.field(description="What the file was called.")
    file_bytes: int = strawberry.field(description="How long the file was.")
    progress: TransferProgress = strawberry.field(description="How far it is, for a bar.")
    counts: FlashcardImportCounts = strawberry.field(description="What came of it; zeros before it is done.")
    problems: list[FlashcardImportProblem] = strawberry.field(description="The first of its problems.")
    problem_count: int = strawberry.field(description="How many problems there were in all.")
    preview: FlashcardImportPreview | None = strawberry.field(
        description="What was found in the file; null where nobody asked to see it."
    )
    failure_code: str | None = strawberry.field(description="Why it failed, for programs; null unless it has.")
    failure_message: str | None = strawberry.field(description="What would help, for people; null unless it failed.")
    created_at: datetime = strawberry.field(description="When it was begun.")
    finished_at: datetime | None = strawberry.field(description="When it ended, well or not.")

    @classmethod
    def from_row(cls, row: ImportRow, progress: tuple[int, int] | None = None) -> Self:
        """With a progress that is newer than that of the row."""
        done, total = progress or (row.done, row.total)
        return cls(
            id=ID(str(row.id)),
            format=ImportFormat(row.format),
            state=ImportState(row.state),
            file_name=row.file_name,
            file_bytes=row.file_size,
            progress=TransferProgress(done=done, total=total),
            counts=FlashcardImportCounts.from_counts(row.counts),
            problems=[
                FlashcardImportProblem.from_code(each["code"], each["line"], each["text"]) for each in row.problems
            ],
            problem_count=row.problem_count,
            preview=FlashcardImportPreview.from_json(row.preview) if row.preview is not None else None,
            failure_code=row.failure,
            failure_message=text_of(row.failure) if row.failure is not None else None,
            created_at=row.created_at,
            finished_at=row.finished_at,
        )


@strawberry.input(description="How a file is to be taken. What is left out is found out, or is as said here.")
class FlashcardImportOptionsInput:
    duplicates: DuplicatePolicy | None = strawberry.field(
        default=None, description="What becomes of what there is already: `UPDATE` unless said."
    )
    decks_become: DeckFate | None = strawberry.field(
        default=None, description="What the decks of the file become: `DECKS` unless said."
    )
    keeps_schedule: bool | None = strawberry.field(
        default=None,
        description="Whether cards of Anki bring their schedule and their past answers along: true unless said.",
    )
    matches_items: bool | None = strawberry.field(
        default=None,
        description="Whether a card that is clearly about a word or kanji of the dictionary becomes a card of it: "
        "false unless said.",
    )
    topic_id: ID | None = strawberry.field(default=None, description="A topic that all of them go to.")
    deck_id: ID | None = strawberry.field(default=None, description="A deck that all of them go to.")
    tags: list[str] | None = strawberry.field(default=None, description="Tags that all of them get, besides their own.")
    delimiter: Delimiter | None = strawberry.field(default=None, description="Of a table.")
    encoding: Encoding | None = strawberry.field(default=None, description="Of a table.")
    has_header: bool | None = strawberry.field(
        default=None, description="Whether the first row of a table names the columns."
    )
    columns: list[CardColumn] | None = strawberry.field(
        default=None, description="What each column of a table holds, in their order."
    )

    def to_changes(self) -> dict[str, Any]:
        """What was said. Raises refusals for ids that are none."""
        topic_id, deck_id = self.topic_id, self.deck_id
        if topic_id is not None and parse_id(topic_id) is None:
            raise TopicIsUnknown
        if deck_id is not None and parse_id(deck_id) is None:
            raise DeckIsUnknown
        named = {name: getattr(self, name) for name in ImportOptions.model_fields if hasattr(self, name)}
        return {name: value for name, value in named.items() if value is not None}


@strawberry.type
class OwnImports:
    id: ID

    @strawberry.field(
        description="Imports of flashcards, the latest first. Shown to their owner only.", directives=[AUTHENTICATED]
    )
    async def flashcard_imports(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[FlashcardImport] | None:
        owner_id = owner_of(info, self.id)
        async with info.context.database.read() as session:
            page = await ImportRepository(session).page(owner_id, page_request(first, after))
        return Connection[FlashcardImport].from_page(page, FlashcardImport.from_row)
