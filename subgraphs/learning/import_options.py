"""What a learner says about an import or an export, as its row remembers it."""

from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from subgraphs.learning.delimited.columns import CardColumn
from subgraphs.learning.delimited.read_rows import Delimiter, Encoding, TableForm


class DuplicatePolicy(StrEnum):
    """What becomes of what the learner has already."""

    SKIP = "SKIP"
    UPDATE = "UPDATE"
    ADD = "ADD"


class DeckFate(StrEnum):
    """What decks of the file become."""

    DECKS = "DECKS"
    TOPICS = "TOPICS"
    NOTHING = "NOTHING"


class ImportOptions(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    duplicates: DuplicatePolicy = DuplicatePolicy.UPDATE
    decks_become: DeckFate = DeckFate.DECKS
    keeps_schedule: bool = True
    matches_items: bool = False
    topic_id: UUID | None = None
    """Where all of them go; None: by what the file says."""

    deck_id: UUID | None = None
    tags: tuple[str, ...] = ()
    """That all of them get."""

    stops_at_preview: bool = False
    delimiter: Delimiter | None = None
    encoding: Encoding | None = None
    has_header: bool | None = None
    columns: tuple[CardColumn, ...] | None = None
    """None: by their names."""

    @property
    def table_form(self) -> TableForm:
        return TableForm(self.delimiter, self.encoding, self.has_header)


class ExportOptions(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    flashcard_ids: tuple[UUID, ...] | None = None
    """These alone; None: by the rest."""

    topic_id: UUID | None = None
    """With the topics in it."""

    deck_id: UUID | None = None
    tags: tuple[str, ...] = ()
    """Those that have all of these."""

    keeps_schedule: bool = True
    keeps_media: bool = True
