"""What a card shows: a template of Anki's filled with the fields of a note.

    {{Field}}   {{filter:Field}}   {{#Field}} where it is filled {{/Field}}   {{^Field}} where not {{/Field}}

https://docs.ankiweb.net/templates/intro.html. Of the filters, those that change what is read are known; what is unknown
changes nothing. The result is HTML as it was written by strangers.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from subgraphs.learning.anki.collection import Card, CardTemplate, Note, NoteKind, NoteType
from subgraphs.learning.anki.html_text import files_in, plain_text

_TAG = re.compile(r"\{\{\s*([#^/]?)([^{}]*?)\s*\}\}")
_CLOZE_PART = re.compile(r"\{\{c(\d{1,3})::|\}\}")
_FURIGANA = re.compile(r" ?([^ >\[\]]+?)\[(?!sound:)([^\]]*?)\]")
_GAP = "[...]"
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Faces:
    question: str
    answer: str
    """Without the question, which many templates repeat."""


def faces_of(note: Note, note_type: NoteType, card: Card, deck: str = "") -> Faces | None:
    """None where the type has no such template."""
    template, values = template_of(note_type, card.ordinal), _values(note, note_type, card, deck)
    if template is None:
        return None
    gap = card.ordinal + 1
    question = _Renderer(values, True, lambda text: cloze_text(text, gap, True)).render(template.question)
    answer = _Renderer(values, False, lambda text: cloze_text(text, gap, False)).render(template.answer)
    return Faces(question, answer)


def cloze_faces_of(note: Note, note_type: NoteType, card: Card, deck: str = "") -> Faces | None:
    """The question as a text that has the card's own gap alone, and what the answer says besides."""
    template, values = template_of(note_type, card.ordinal), _values(note, note_type, card, deck)
    if template is None:
        return None
    question = _Renderer(values, True, lambda text: cloze_of_one(text, card.ordinal + 1)).render(template.question)
    return Faces(question, _Renderer(values, False, lambda _text: "").render(template.answer))


def _values(note: Note, note_type: NoteType, card: Card, deck: str) -> dict[str, str]:
    template = template_of(note_type, card.ordinal)
    specials = {
        "Tags": " ".join(note.tags),
        "Type": note_type.name,
        "Deck": deck,
        "Subdeck": deck.rpartition("::")[2],
        "Card": template.name if template is not None else "",
        "CardFlag": "",
        "FrontSide": "",
    }
    if note_type.kind is NoteKind.CLOZE:
        specials[f"c{card.ordinal + 1}"] = "1"
    return {**specials, **{field.name: value for field, value in zip(note_type.fields, note.fields, strict=False)}}


def template_of(note_type: NoteType, ordinal: int) -> CardTemplate | None:
    """All gaps of a cloze share the first template."""
    place = 0 if note_type.kind is NoteKind.CLOZE else ordinal
    return note_type.templates[place] if 0 <= place < len(note_type.templates) else None


def gaps_in(text: str) -> list[int]:
    """The numbers of the gaps of a cloze, each once."""
    return sorted({int(found) for found in re.findall(r"\{\{c(\d{1,3})::", text)})


class _Renderer:
    def __init__(self, values: Mapping[str, str], is_question: bool, cloze: Callable[[str], str]) -> None:
        self._values = values
        self._is_question = is_question
        self._cloze = cloze

    def render(self, template: str) -> str:
        """Sections that are not closed, or not opened, are read as if they were not there."""
        written: list[str] = []
        open_sections: list[tuple[str, bool]] = []
        position = 0
        for tag in _TAG.finditer(template):
            self._write(written, open_sections, template[position : tag.start()])
            position = tag.end()
            mark, name = tag.group(1), tag.group(2).strip()
            if mark in ("#", "^"):
                open_sections.append((name, self._is_filled(name) == (mark == "#")))
            elif mark == "/":
                if open_sections and open_sections[-1][0] == name:
                    open_sections.pop()
            else:
                self._write(written, open_sections, self._value(name))
        self._write(written, open_sections, template[position:])
        return "".join(written)

    @staticmethod
    def _write(written: list[str], open_sections: list[tuple[str, bool]], text: str) -> None:
        if all(is_shown for _, is_shown in open_sections):
            written.append(text)

    def _is_filled(self, name: str) -> bool:
        value = self._values.get(name, "")
        return bool(plain_text(value) or files_in(value))

    def _value(self, tag: str) -> str:
        *filters, name = (part.strip() for part in tag.split(":"))
        value = self._values.get(name, "")
        for each in reversed(filters):
            value = self._filtered(each, value)
        return value

    def _filtered(self, name: str, value: str) -> str:
        match name:
            case "cloze":
                return self._cloze(value)
            case "text":
                return plain_text(value)
            case "type" | "hint" | "tts" | "nc":
                return "" if self._is_question and name in ("type", "hint") else value
            case "furigana":
                return _FURIGANA.sub(r"<ruby>\1<rt>\2</rt></ruby>", value)
            case "kana":
                return _FURIGANA.sub(r"\2", value)
            case "kanji":
                return _FURIGANA.sub(r"\1", value)
        return "" if name.startswith("tts ") else value


def cloze_text(source: str, gap: int, is_question: bool) -> str:
    """The text of a cloze with one gap left open, or filled; the other gaps are always filled. Gaps may nest."""
    return _with_gap(source, gap, _open if is_question else _fill)


def cloze_of_one(source: str, gap: int) -> str:
    """The text of a cloze that has this gap alone."""
    return _with_gap(source, gap, partial(_keep, gap))


def _open(_text: str, hint: str) -> str:
    return f"[{hint}]" if hint else _GAP


def _fill(text: str, _hint: str) -> str:
    return text


def _keep(gap: int, text: str, hint: str) -> str:
    return f"{{{{c{gap}::{text}{'::' if hint else ''}{hint}}}}}"


def _with_gap(source: str, gap: int, show: Callable[[str, str], str]) -> str:
    position, written = _filled(source, 0, gap, show, 0)
    return written + source[position:]


def _filled(source: str, position: int, gap: int, show: Callable[[str, str], str], depth: int) -> tuple[int, str]:
    """Up to the end of the gap that is open, and behind it."""
    written: list[str] = []
    while True:
        part = _CLOZE_PART.search(source, position)
        if part is None or depth >= _DEEPEST:
            written.append(source[position:])
            return len(source), "".join(written)
        written.append(source[position : part.start()])
        position = part.end()
        if part.group(1) is None:
            if depth:
                return position, "".join(written)
            written.append(part.group())
            continue
        position, inside = _filled(source, position, gap, show, depth + 1)
        text, _, hint = inside.partition("::")
        written.append(show(text, hint) if int(part.group(1)) == gap else text)


def names_in(template: str) -> Iterator[str]:
    """The fields that a template shows, in their order."""
    for tag in _TAG.finditer(template):
        if not tag.group(1):
            yield tag.group(2).rpartition(":")[2].strip()
