"""What a card of Anki says as a flashcard: plain text for every screen. The HTML stays with the note."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from subgraphs.learning.anki.collection import Card, Note, NoteKind, NoteType
from subgraphs.learning.anki.html_text import files_in, plain_text, sounds_in
from subgraphs.learning.anki.render import cloze_faces_of, faces_of, names_in, template_of
from subgraphs.learning.cloze import gap_numbers

_READING_FIELDS = re.compile(
    r"^(?:.*[\s_-])?(reading|kana|furigana|hiragana|yomi|yomikata|pronunciation|読み|読み方|よみ|かな|ふりがな)$",
    re.IGNORECASE,
)
_READING_TEMPLATES = re.compile(r"reading|読み|yomi", re.IGNORECASE)
_ABOVE = re.compile(r" ?[^ >\[\]\n]+?\[(?!sound:)([^\]]*?)\]")


@dataclass(frozen=True, slots=True)
class Wording:
    template: str
    """As our templates are called."""

    variant: int
    """The number of the gap of a cloze; 0 for other cards."""

    front: str
    """What the card is about, which some templates ask for."""

    back: str
    reading: str | None
    pictures: Sequence[str]
    """Names of files, those of the question first."""

    sounds: Sequence[str]


def wording_of(note: Note, note_type: NoteType, card: Card, deck: str = "") -> Wording | None:
    """None where the note type has no template for the card."""
    faces = faces_of(note, note_type, card, deck)
    if faces is None:
        return None
    template, variant = _template(note_type, card, faces.question), 0
    front, back = plain_text(faces.question), plain_text(faces.answer)
    if note_type.kind is NoteKind.CLOZE:
        gap = card.ordinal + 1
        cloze = cloze_faces_of(note, note_type, card, deck)
        text = plain_text(cloze.question) if cloze is not None else ""
        if cloze is not None and gap in gap_numbers(text):
            template, variant, front, back = "CLOZE", gap, text, plain_text(cloze.answer)
    reading = _reading(note, note_type)
    if template == "PRODUCTION":
        # What a flashcard is about is its front, also where it is asked for.
        front, back = back, front
    if template == "READING":
        reading = reading or back
    named = [*files_in(faces.question), *files_in(faces.answer)]
    sounds = [*sounds_in(faces.question), *sounds_in(faces.answer)]
    return Wording(
        template=template,
        variant=variant,
        front=front,
        back=back,
        reading=reading,
        pictures=list(dict.fromkeys(name for name in named if name not in sounds)),
        sounds=list(dict.fromkeys(sounds)),
    )


def _template(note_type: NoteType, card: Card, question: str) -> str:
    if not plain_text(question) and sounds_in(question):
        return "LISTENING"
    template = template_of(note_type, card.ordinal)
    if template is None or note_type.kind is NoteKind.CLOZE or not note_type.fields:
        return "RECOGNITION"
    if _READING_TEMPLATES.search(template.name):
        return "READING"
    first = note_type.fields[0].name
    asks_for_first = first not in set(names_in(template.question)) and first in set(names_in(template.answer))
    return "PRODUCTION" if asks_for_first and card.ordinal > 0 else "RECOGNITION"


def _reading(note: Note, note_type: NoteType) -> str | None:
    for field, value in zip(note_type.fields, note.fields, strict=False):
        if _READING_FIELDS.match(field.name.strip()):
            return plain_text(_ABOVE.sub(r"\1", value)) or None
    return None
