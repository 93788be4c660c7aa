"""Texts with gaps: `{{c1::猫}}が{{c2::好き::like}}です` asks for 猫 on one card and for 好き on another.

The number says on which card a part is hidden; parts with one number are hidden together. What follows a second pair of
colons is shown in the gap. This is the notation that Anki made common, so that texts can be brought along. Gaps do
not nest here: the text of a gap ends at the first pair of closing braces.
"""

import re
from dataclasses import dataclass
from uuid import UUID

from subgraphs.learning.models.items import ItemRow

_GAP = re.compile(r"\{\{c(\d{1,3})::(.*?)(?:::([^:].*?)?)?\}\}", re.DOTALL)
EMPTY_GAP = "＿＿"


@dataclass(frozen=True, slots=True)
class OpenedCloze:
    question: str
    """With the gap where something is missing."""

    answer: str
    """The whole text."""

    missing: str
    """What belongs in the gap; parts with one number are joined by commas."""


def gap_numbers(text: str) -> list[int]:
    """In ascending order; none for a text without gaps."""
    return sorted({number for match in _GAP.finditer(text) if (number := int(match[1])) > 0})


def without_gaps(text: str) -> str:
    """The whole text, nothing hidden."""
    return _GAP.sub(lambda match: match[2], text)


def open_cloze(text: str, number: int) -> OpenedCloze:
    """The text as the card asks for it that hides the parts with this number."""
    missing = [match[2] for match in _GAP.finditer(text) if int(match[1]) == number]
    question = _GAP.sub(lambda match: _gap(match[3]) if int(match[1]) == number else match[2], text)
    return OpenedCloze(question, without_gaps(text), ", ".join(dict.fromkeys(missing)))


def cloze_of(sentence: ItemRow, word_id: UUID) -> str | None:
    """The sentence with a gap wherever it uses the word; None where that cannot be told."""
    places = {word: place for place, word in enumerate(sentence.details.get("wordIds", ()))}
    place = places.get(str(word_id))
    pieces = sentence.details.get("tokens", ())
    if place is None or not any(place in piece[2:] for piece in pieces):
        return None
    return "".join(f"{{{{c1::{piece[0]}}}}}" if place in piece[2:] else str(piece[0]) for piece in pieces)


def _gap(hint: str | None) -> str:
    return f"[{hint}]" if hint else EMPTY_GAP
