"""Notes and note types of Anki, from their rows."""

from subgraphs.learning.anki.collection import CardTemplate, Note, NoteField, NoteKind, NoteType
from subgraphs.learning.models.anki import AnkiNoteRow, AnkiNoteTypeRow


def note_of(row: AnkiNoteRow) -> Note:
    """Its type has no number here."""
    return Note(row.anki_id, row.guid, 0, row.modified, tuple(row.tags), tuple(row.fields))


def note_type_of(row: AnkiNoteTypeRow) -> NoteType:
    content = row.content
    return NoteType(
        **{
            **content,
            "kind": NoteKind(content["kind"]),
            "fields": tuple(NoteField(**each) for each in content["fields"]),
            "templates": tuple(CardTemplate(**each) for each in content["templates"]),
        }
    )
