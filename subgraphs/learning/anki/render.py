"""What a card shows: a template of Anki's filled with the fields of a note.

    {{Field}}   {{filter:Field}}   {{#Field}} where it is filled {{/Field}}   {{^Field}} where not {{/Field}}

https://docs.ankiweb.net/templates/intro.html. Of the filters, those that change what is read are known; what is unknown
changes nothing. The result is HTML as it was written by strangers.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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
    template = template_of(note_type, card.ordinal)
    if template is None:
        return None
    values = {field.name: value for field, value in zip(note_type.fields, note.fields, strict=False)}
    specials = {
        "Tags": " ".join(note.tags),
        "Type": note_type.name,
        "Deck": deck,
        "Subdeck": deck.rpartition("::")[2],
        "Card": template.name,
        "CardFlag": "",
        "FrontSide": "",
    }
    gap = card.ordinal + 1
    if note_type.kind is NoteKind.CLOZE:
        specials[f"c{gap}"] = "1"
    question = _Renderer({**specials, **values}, gap, True).render(template.question)
    answer = _Renderer({**specials, **values}, gap, False).render(template.answer)
    return Faces(question, answer)


def template_of(note_type: NoteType, ordinal: int) -> CardTemplate | None:
    """All gaps of a cloze share the first template."""
    place = 0 if note_type.kind is NoteKind.CLOZE else ordinal
    return note_type.templates[place] if 0 <= place < len(note_type.templates) else None


def gaps_in(text: str) -> list[int]:
    """The numbers of the gaps of a cloze, each once."""
    return sorted({int(found) for found in re.findall(r"\{\{c(\d{1,3})::", text)})


class _Renderer:
    def __init__(self, values: Mapping[str, str], gap: int, is_question: bool) -> None:
        self._values = values
        self._gap = gap
        self._is_question = is_question

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
                return cloze_text(value, self._gap, self._is_question)
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
    position, written = _filled(source, 0, gap, is_question, 0)
    return written + source[position:]


def _filled(source: str, position: int, gap: int, is_question: bool, depth: int) -> tuple[int, str]:
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
        position, inside = _filled(source, position, gap, is_question, depth + 1)
        text, _, hint = inside.partition("::")
        is_open = is_question and int(part.group(1)) == gap
        written.append((f"[{hint}]" if hint else _GAP) if is_open else text)


def names_in(template: str) -> Iterator[str]:
    """The fields that a template shows, in their order."""
    for tag in _TAG.finditer(template):
        if not tag.group(1):
            yield tag.group(2).rpartition(":")[2].strip()
