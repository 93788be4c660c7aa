"""What a processor writes: drafts of cards, and the sentences that they quote."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from subgraphs.learning.capturing.passages import Sentence
from subgraphs.learning.capturing.vocabulary import CapturedText, Entry, FoundWord, Place
from subgraphs.learning.models.captures import CaptureProcessorKind

_SHORT, _LONG = 8, 60


@dataclass(frozen=True, slots=True)
class CardDraft:
    """A card of one word, which quotes the sentence that it stands in."""

    written: str
    reading: str
    meaning: str
    sentence: Sentence
    gap: tuple[int, int]
    """The word's characters in the sentence."""
    entry: Entry | None
    """None for a word that the dictionary does not have."""
    has_card: bool = False
    """Whether the learner has a card of the entry already: then this one asks in another way."""


@dataclass(frozen=True, slots=True)
class Drafts:
    cards: Sequence[CardDraft]
    processor: CaptureProcessorKind


class CaptureProcessor(Protocol):
    async def draft(self, text: CapturedText, owner_id: UUID) -> Drafts:
        """Cards of words that the learner does not know yet: as many as are good, `most_cards` at most."""
        ...


def draft_of(text: CapturedText, word: FoundWord) -> CardDraft:
    place = best_place(text, word.places)
    entry = word.entry
    return CardDraft(
        written=entry.written,
        reading=entry.reading,
        meaning=", ".join(entry.meanings[:3]),
        sentence=text.sentences[place.sentence],
        gap=(place.start, place.end),
        entry=entry,
        has_card=word.has_card,
    )


def best_place(text: CapturedText, places: Sequence[Place]) -> Place:
    """Where the sentence says enough and not too much; of equals, the first."""
    return min(places, key=lambda place: _strangeness(len(text.sentences[place.sentence].text)))


def _strangeness(length: int) -> int:
    if length < _SHORT:
        return 10 * (_SHORT - length)
    return max(0, length - _LONG)
