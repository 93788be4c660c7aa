"""By what it is seen whether a card is still as it came from Anki."""

from hashlib import sha256

from subgraphs.learning.anki.collection import NoteType
from subgraphs.learning.models.flashcards import FlashcardRow


def schedule_mark(row: FlashcardRow) -> str:
    """Of when a card comes back and what is known of the memory of it."""
    known = (row.state, row.due.isoformat(), row.step, row.stability, row.difficulty, row.ease, row.interval_days)
    return _mark(*known, row.reps, row.lapses, row.suspended_at is not None)


def wording_mark(row: FlashcardRow) -> str:
    """Of what a card says."""
    return _mark(row.template, row.variant, row.front, row.back, row.reading)


def type_mark(note_type: NoteType) -> str:
    """Of the parts of a note type: what differs in it is another type, whatever its number."""
    fields = [field.name for field in note_type.fields]
    return _mark(int(note_type.kind), *fields, "/", *(template.name for template in note_type.templates))


def _mark(*values: object) -> str:
    return sha256("\x1f".join(map(str, values)).encode()).hexdigest()[:32]
