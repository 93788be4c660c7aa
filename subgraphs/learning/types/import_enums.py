"""The words of imports and exports."""

from subgraphs.learning.delimited.columns import CardColumn
from subgraphs.learning.delimited.read_rows import Delimiter, Encoding
from subgraphs.learning.import_options import DeckFate, DuplicatePolicy
from subgraphs.learning.models.imports import ExportFormat, ExportState, ImportFormat, ImportState
from subgraphs.shared.enums import describe_enum

describe_enum(
    ImportFormat,
    "What kind of file flashcards come from.",
    {
        ImportFormat.ANKI: "A package of Anki, `.apkg` or `.colpkg`, of any version.",
        ImportFormat.CSV: "A table saved as text: with commas, tabs, semicolons or bars between its cells.",
    },
    name="FlashcardImportFormat",
)
describe_enum(
    ImportState,
    "How far an import is.",
    {
        ImportState.PENDING: "It waits for its turn.",
        ImportState.PREVIEWED: "The file was looked at, and `startFlashcardImport` is awaited.",
        ImportState.RUNNING: "It is being worked on. No flashcard of it is there yet.",
        ImportState.DONE: "All its flashcards are there.",
        ImportState.FAILED: "Nothing was changed; `failureMessage` says what would help.",
        ImportState.CANCELLED: "The learner cancelled it. Nothing was changed.",
    },
    name="FlashcardImportState",
)
describe_enum(
    DuplicatePolicy,
    "What becomes of what the learner has already.",
    {
        DuplicatePolicy.SKIP: "It stays as it is.",
        DuplicatePolicy.UPDATE: "It says what the file says. Its schedule stays, and what the learner has rewritten.",
        DuplicatePolicy.ADD: "It is there twice. Not for packages of Anki.",
    },
    name="DuplicatePolicy",
)
describe_enum(
    DeckFate,
    "What the decks of a file become.",
    {
        DeckFate.DECKS: "Decks with the same names, `Japanese::Words` and all.",
        DeckFate.TOPICS: "Topics, nested as the decks are.",
        DeckFate.NOTHING: "They are left out. Cards go where new cards go.",
    },
    name="ImportedDecksBecome",
)
describe_enum(
    Delimiter,
    "What stands between two cells of a table.",
    {
        Delimiter.COMMA: "`,`",
        Delimiter.TAB: "A tabulator, as spreadsheets copy.",
        Delimiter.SEMICOLON: "`;`, where the comma divides numbers.",
        Delimiter.PIPE: "`|`",
    },
    name="TableDelimiter",
)
describe_enum(
    Encoding,
    "How the letters of a table are written as bytes.",
    {
        Encoding.UTF_8: "Unicode, as nearly everything is today, with a mark at the start or without.",
        Encoding.UTF_16: "Unicode as some versions of Excel save it.",
        Encoding.SHIFT_JIS: "What Japanese versions of Windows write (code page 932).",
        Encoding.EUC_JP: "What older Japanese systems write.",
    },
    name="TableEncoding",
)
describe_enum(
    CardColumn,
    "What a column of a table holds.",
    {
        CardColumn.FRONT: "What the card is about. Every row needs it; with `{{c1::...}}` it is a cloze.",
        CardColumn.BACK: "What it means. Every row needs it that is no cloze.",
        CardColumn.READING: "How it is read.",
        CardColumn.HINT: "What is shown with the question.",
        CardColumn.NOTES: "What is shown with the answer.",
        CardColumn.TAGS: "Tags, between commas, semicolons or spaces.",
        CardColumn.DECK: "The name of the deck.",
        CardColumn.TOPIC: "The topic, with those around it as `Japanese::Food`.",
        CardColumn.TEMPLATE: "What the card asks for: `RECOGNITION`, `PRODUCTION`, `READING`, `LISTENING`, `CLOZE`.",
        CardColumn.IGNORED: "Nothing that a flashcard has a place for.",
    },
    name="FlashcardColumn",
)
describe_enum(
    ExportFormat,
    "What kind of file flashcards are written to.",
    {
        ExportFormat.ANKI: "A package for Anki 2.1.50 and later.",
        ExportFormat.ANKI_OLDER: "A package that older versions of Anki, and most other programs, read too.",
        ExportFormat.CSV: "A table with commas between its cells, in UTF-8.",
        ExportFormat.TSV: "A table with tabulators between its cells, in UTF-8.",
    },
    name="FlashcardExportFormat",
)
describe_enum(
    ExportState,
    "How far an export is.",
    {
        ExportState.PENDING: "It waits for its turn.",
        ExportState.RUNNING: "The file is being written.",
        ExportState.READY: "The file can be downloaded until it expires.",
        ExportState.FAILED: "There is no file; `failureMessage` says what would help.",
        ExportState.CANCELLED: "The learner cancelled it.",
        ExportState.EXPIRED: "The file has been deleted. It can be exported again.",
    },
    name="FlashcardExportState",
)
