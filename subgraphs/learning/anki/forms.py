"""Note types and decks as the two formats write them: JSON in one row (schema 11), messages in tables (schema 18)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from subgraphs.learning.anki.collection import (
    DECK_SEPARATOR,
    CardTemplate,
    Deck,
    NoteField,
    NoteKind,
    NoteType,
)
from subgraphs.learning.anki.protobuf import Message, bytes_field, message_field, number_field, text_field

TABLE_SEPARATOR = "\x1f"
"""What stands for `::` in the tables of schema 18."""

DEFAULT_DECK, DEFAULT_OPTIONS = 1, 1


class WrongForm(ValueError):
    """It is not written as Anki writes it."""


def note_type_from_json(raw: Mapping[str, Any]) -> NoteType:
    fields = sorted(_mappings(raw, "flds"), key=lambda each: _number(each, "ord"))
    templates = sorted(_mappings(raw, "tmpls"), key=lambda each: _number(each, "ord"))
    return NoteType(
        id=_number(raw, "id"),
        name=_text(raw, "name"),
        kind=NoteKind.CLOZE if _number(raw, "type") == NoteKind.CLOZE else NoteKind.STANDARD,
        fields=tuple(_field_from_json(each) for each in fields),
        templates=tuple(_template_from_json(each) for each in templates),
        css=_text(raw, "css"),
        sort_field=_number(raw, "sortf"),
        latex_before=_text(raw, "latexPre"),
        latex_after=_text(raw, "latexPost"),
        latex_as_svg=bool(raw.get("latexsvg", False)),
        modified=_number(raw, "mod"),
    )


def note_type_to_json(note_type: NoteType) -> dict[str, Any]:
    return {
        "id": note_type.id,
        "name": note_type.name,
        "type": int(note_type.kind),
        "mod": note_type.modified,
        "usn": -1,
        "sortf": note_type.sort_field,
        "did": None,
        "flds": [_field_to_json(place, each) for place, each in enumerate(note_type.fields)],
        "tmpls": [_template_to_json(place, each) for place, each in enumerate(note_type.templates)],
        "css": note_type.css,
        "latexPre": note_type.latex_before,
        "latexPost": note_type.latex_after,
        "latexsvg": note_type.latex_as_svg,
        "req": [[place, "any", list(range(len(note_type.fields)))] for place in range(len(note_type.templates))],
        "tags": [],
        "vers": [],
    }


def note_type_from_tables(
    row: tuple[int, str, int, bytes], fields: Iterable[tuple[str, bytes]], templates: Iterable[tuple[str, bytes]]
) -> NoteType:
    """From a row of `notetypes` (id, name, mtime, config), and those of `fields` and `templates` in their order."""
    note_type_id, name, modified, content = row
    config = Message(content)
    return NoteType(
        id=note_type_id,
        name=name,
        kind=NoteKind.CLOZE if config.number(1) == NoteKind.CLOZE else NoteKind.STANDARD,
        fields=tuple(_field_from_message(*each) for each in fields),
        templates=tuple(_template_from_message(*each) for each in templates),
        css=config.text(3),
        sort_field=config.number(2),
        latex_before=config.text(5),
        latex_after=config.text(6),
        latex_as_svg=bool(config.number(7)),
        modified=modified,
    )


def note_type_message(note_type: NoteType) -> bytes:
    return (
        number_field(1, int(note_type.kind))
        + number_field(2, note_type.sort_field)
        + text_field(3, note_type.css)
        + text_field(5, note_type.latex_before)
        + text_field(6, note_type.latex_after)
        + number_field(7, note_type.latex_as_svg)
    )


def field_message(field: NoteField) -> bytes:
    return (
        number_field(1, field.is_sticky)
        + number_field(2, field.is_right_to_left)
        + text_field(3, field.font)
        + number_field(4, field.size)
        + text_field(5, field.description)
    )


def template_message(template: CardTemplate) -> bytes:
    return (
        text_field(1, template.question)
        + text_field(2, template.answer)
        + text_field(3, template.browser_question)
        + text_field(4, template.browser_answer)
    )


def deck_from_json(raw: Mapping[str, Any]) -> Deck:
    name = DECK_SEPARATOR.join(part for part in _text(raw, "name").split(DECK_SEPARATOR) if part)
    return Deck(_number(raw, "id"), name or "Default", _text(raw, "desc"), bool(_number(raw, "dyn")))


def deck_to_json(deck: Deck, modified: int) -> dict[str, Any]:
    nothing = [0, 0]
    return {
        "id": deck.id,
        "name": deck.name,
        "desc": deck.description,
        "mod": modified,
        "usn": -1,
        "dyn": 0,
        "conf": DEFAULT_OPTIONS,
        "collapsed": False,
        "browserCollapsed": False,
        "extendNew": 0,
        "extendRev": 0,
        "newToday": nothing,
        "revToday": nothing,
        "lrnToday": nothing,
        "timeToday": nothing,
    }


def deck_from_table(deck_id: int, name: str, kind: bytes) -> Deck:
    """From a row of `decks`: `kind` is a message that holds another, of a normal deck or of a filtered one."""
    container = Message(kind)
    is_filtered = container.has(2)
    description = "" if is_filtered else Message(container.content(1)).text(4)
    readable = name.replace(TABLE_SEPARATOR, DECK_SEPARATOR)
    return Deck(deck_id, readable or "Default", description, is_filtered)


def deck_kind_message(deck: Deck) -> bytes:
    return message_field(1, number_field(1, DEFAULT_OPTIONS) + text_field(4, deck.description))


def media_entries(names: Sequence[tuple[str, int, bytes]]) -> bytes:
    """The list of media of the newest format, from names, sizes and SHA-1 sums."""
    return b"".join(
        message_field(1, text_field(1, name) + number_field(2, size) + bytes_field(3, digest))
        for name, size, digest in names
    )


def media_names(content: bytes) -> dict[str, str]:
    """Which member of the archive is which file, from the list of media of the newest format."""
    names = {}
    for place, entry in enumerate(Message(content).repeated(1)):
        message = Message(entry)
        names[str(message.number(255, place))] = message.text(1)
    return names


def _field_from_json(raw: Mapping[str, Any]) -> NoteField:
    return NoteField(
        name=_text(raw, "name"),
        font=_text(raw, "font") or "Arial",
        size=_number(raw, "size") or 20,
        is_sticky=bool(raw.get("sticky", False)),
        is_right_to_left=bool(raw.get("rtl", False)),
        description=_text(raw, "description"),
    )


def _field_to_json(place: int, field: NoteField) -> dict[str, Any]:
    return {
        "name": field.name,
        "ord": place,
        "font": field.font,
        "size": field.size,
        "sticky": field.is_sticky,
        "rtl": field.is_right_to_left,
        "description": field.description,
        "media": [],
    }


def _template_from_json(raw: Mapping[str, Any]) -> CardTemplate:
    return CardTemplate(
        _text(raw, "name"), _text(raw, "qfmt"), _text(raw, "afmt"), _text(raw, "bqfmt"), _text(raw, "bafmt")
    )


def _template_to_json(place: int, template: CardTemplate) -> dict[str, Any]:
    return {
        "name": template.name,
        "ord": place,
        "qfmt": template.question,
        "afmt": template.answer,
        "bqfmt": template.browser_question,
        "bafmt": template.browser_answer,
        "did": None,
        "bfont": "",
        "bsize": 0,
    }


def _field_from_message(name: str, content: bytes) -> NoteField:
    config = Message(content)
    return NoteField(
        name, config.text(3) or "Arial", config.number(4) or 20, bool(config.number(1)), bool(config.number(2)),
        config.text(5),
    )  # fmt: skip


def _template_from_message(name: str, content: bytes) -> CardTemplate:
    config = Message(content)
    return CardTemplate(name, config.text(1), config.text(2), config.text(3), config.text(4))


def _mappings(raw: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = raw.get(name)
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise WrongForm(f'"{name}" is no list of objects')
    return found


def _text(raw: Mapping[str, Any], name: str) -> str:
    found = raw.get(name)
    return found if isinstance(found, str) else ""


def _number(raw: Mapping[str, Any], name: str) -> int:
    """Ids stand as texts in what some programs write; what is missing is 0."""
    found = raw.get(name)
    if found is None:
        return 0
    try:
        return int(found)
    except (TypeError, ValueError, OverflowError) as error:
        raise WrongForm(f'"{name}" is no number') from error
