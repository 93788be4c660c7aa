"""What a flashcard shows, and what it wants to hear.

A card has what it is about as it is written, how that is read, and what it means: from its item, or in the learner's
own words, which win. The template says which of them is asked for:

    RECOGNITION   written            -> reading, meaning
    PRODUCTION    meaning            -> written, reading
    READING       written            -> reading
    LISTENING     what is heard      -> written, reading, meaning
    CLOZE         text with a gap    -> what is missing, the whole text

A picture would give the meaning away, so it stands on the side where the meaning stands; a recording gives the reading
away, and stands where that does. Where a card has nothing written to ask with, they are what it asks with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from subgraphs.learning.cloze import open_cloze
from subgraphs.learning.models.flashcards import FlashcardRow, FlashcardTemplate
from subgraphs.learning.models.items import ItemKind, ItemRow


@dataclass(frozen=True, slots=True)
class Wording:
    """What a card is about."""

    written: str | None
    reading: str | None = None
    meanings: Sequence[str] = ()
    other_readings: Sequence[str] = ()
    """Of a kanji, which has no reading by itself."""

    language: str = "ja"


NOTHING = Wording(None)


@dataclass(frozen=True, slots=True)
class Face:
    """One side of a card."""

    text: str | None = None
    reading: str | None = None
    meanings: Sequence[str] = ()
    missing: str | None = None
    """What belongs in the gap."""

    spoken: str | None = None
    """What is to be heard, for a device to read aloud where there is no recording."""

    shows_image: bool = False
    plays_audio: bool = False


@dataclass(frozen=True, slots=True)
class Faces:
    question: Face
    answer: Face
    front: str | None
    """The question as one text."""

    back: str | None
    """The answer as one text."""

    language: str


def wording_of_item(item: ItemRow) -> Wording:
    details = item.details
    others = [*details.get("onReadings", ()), *details.get("kunReadings", ())]
    return Wording(item.text, item.reading, item.meanings, others, item.language)


def wording_of_content(word: Mapping[str, Any] | None, kanji: Mapping[str, Any] | None) -> Wording:
    """What content answers for a field that requires it."""
    item = word or kanji or {}
    return Wording(item.get("text") or item.get("character"), item.get("reading"), item.get("meanings") or ())


def faces_of(card: FlashcardRow, item: Wording) -> Faces:
    wording = _in_own_words(card, item)
    make = _FACES[FlashcardTemplate(card.template)]
    return _with_media(card, make(card, wording))


def _in_own_words(card: FlashcardRow, item: Wording) -> Wording:
    return replace(
        item,
        written=card.front or item.written,
        reading=card.reading or item.reading,
        meanings=[card.back] if card.back else item.meanings,
    )


def _recognition(card: FlashcardRow, wording: Wording) -> Faces:
    answer = Face(reading=_readings(wording), meanings=wording.meanings)
    back = _joined(wording.reading, _meaning(wording))
    return Faces(Face(text=wording.written), answer, wording.written, back, wording.language)


def _production(card: FlashcardRow, wording: Wording) -> Faces:
    meaning = _meaning(wording)
    answer = Face(text=wording.written, reading=_readings(wording), spoken=_sound(wording))
    reading = wording.reading if wording.reading != wording.written else None
    question = Face(text=meaning, meanings=wording.meanings)
    return Faces(question, answer, meaning, _joined(wording.written, reading), wording.language)


def _reading(card: FlashcardRow, wording: Wording) -> Faces:
    reading = _readings(wording)
    answer = Face(text=reading, reading=reading, meanings=wording.meanings)
    return Faces(Face(text=wording.written), answer, wording.written, reading, wording.language)


def _listening(card: FlashcardRow, wording: Wording) -> Faces:
    sound = _sound(wording)
    answer = Face(text=wording.written, reading=_readings(wording), meanings=wording.meanings)
    back = _joined(wording.written, _meaning(wording))
    return Faces(Face(spoken=sound), answer, sound, back, wording.language)


def _cloze(card: FlashcardRow, wording: Wording) -> Faces:
    opened = open_cloze(wording.written or "", card.variant)
    question = opened.question or None
    # The reading of a word that is asked for in a sentence is not the reading of what is shown.
    answer = Face(text=opened.answer, reading=wording.reading, meanings=wording.meanings, missing=opened.missing)
    back = _joined(opened.missing, card.back)
    return Faces(Face(text=question), answer, question, back, wording.language)


_FACES = {
    FlashcardTemplate.RECOGNITION: _recognition,
    FlashcardTemplate.PRODUCTION: _production,
    FlashcardTemplate.READING: _reading,
    FlashcardTemplate.LISTENING: _listening,
    FlashcardTemplate.CLOZE: _cloze,
}
_IMAGE_ASKS = (FlashcardTemplate.PRODUCTION, FlashcardTemplate.CLOZE)


def _with_media(card: FlashcardRow, faces: Faces) -> Faces:
    is_wordless = not faces.question.text
    image_asks = card.template in _IMAGE_ASKS or (is_wordless and card.template != FlashcardTemplate.LISTENING)
    audio_asks = card.template == FlashcardTemplate.LISTENING or (is_wordless and card.image_id is None)
    return replace(
        faces,
        question=replace(faces.question, shows_image=image_asks, plays_audio=audio_asks),
        answer=replace(faces.answer, shows_image=not image_asks, plays_audio=not audio_asks),
    )


def _readings(wording: Wording) -> str | None:
    return wording.reading or "、".join(wording.other_readings) or None


def _sound(wording: Wording) -> str | None:
    return wording.reading or wording.written


def _meaning(wording: Wording) -> str | None:
    return ", ".join(wording.meanings) or None


def _joined(*parts: str | None) -> str | None:
    return " – ".join(part for part in parts if part) or None


def templates_of(kind: ItemKind) -> frozenset[FlashcardTemplate]:
    """In which ways a card of such an item can ask. A kanji has no sound of its own, and stands in no sentence."""
    everything = frozenset(FlashcardTemplate)
    return everything - {FlashcardTemplate.LISTENING, FlashcardTemplate.CLOZE} if kind is ItemKind.KANJI else everything
