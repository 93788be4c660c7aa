"""By what it is seen whether a card is still as it came from Anki."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from subgraphs.learning.anki.collection import NoteType
from subgraphs.learning.models.flashcards import FlashcardRow

_SCHEDULE = ("state", "due", "step", "stability", "difficulty", "ease", "interval_days", "reps", "lapses")
_WORDING = ("template", "variant", "front", "back", "reading")


def schedule_mark(row: FlashcardRow) -> str:
    """Of when a card comes back and what is known of the memory of it."""
    return _mark(*(getattr(row, name) for name in _SCHEDULE), row.suspended_at is not None)


def schedule_mark_of(values: Mapping[str, Any]) -> str:
    """The same of a row that is still to be written."""
    return _mark(*(values[name] for name in _SCHEDULE), values["suspended_at"] is not None)


def wording_mark(row: FlashcardRow) -> str:
    """Of what a card says."""
    return _mark(*(getattr(row, name) for name in _WORDING))


def wording_mark_of(values: Mapping[str, Any]) -> str:
    """The same of a row that is still to be written."""
    return _mark(*(values[name] for name in _WORDING))


def type_mark(note_type: NoteType) -> str:
    """Of the parts of a note type: what differs in it is another type, whatever its number."""
    fields = [field.name for field in note_type.fields]
    return _mark(int(note_type.kind), *fields, "/", *(template.name for template in note_type.templates))


def _mark(*values: object) -> str:
    return sha256("\x1f".join(map(str, values)).encode()).hexdigest()[:32]
