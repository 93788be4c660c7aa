"""Which entries of the dictionary the words of a text are, and where in it they stand."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from uuid import UUID

from subgraphs.learning.capturing.passages import Sentence
from subgraphs.learning.capturing.texts import is_japanese
from subgraphs.learning.capturing.tokens import Token


@dataclass(frozen=True, slots=True)
class Entry:
    """A word of the dictionary."""

    item_id: UUID
    written: str
    reading: str
    meanings: tuple[str, ...]
    level: str | None
    rank: int
    """Its place among all words, the easiest and most used first."""


@dataclass(frozen=True, slots=True)
class Place:
    sentence: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FoundWord:
    """A word of the text that stands in the dictionary."""

    entry: Entry
    places: tuple[Place, ...]
    has_card: bool
    """Whether the learner has a card of it, well known or not."""
    is_known: bool

    @property
    def count(self) -> int:
        return len(self.places)


@dataclass(frozen=True, slots=True)
class CapturedText:
    """A text as a processor gets it, with what is known of its reader."""

    sentences: tuple[Sentence, ...]
    words: tuple[FoundWord, ...]
    """In the order in which they first stand there."""
    level: str
    """Of the reader."""
    least_cards: int
    most_cards: int


def spellings(tokens: Sequence[Sequence[Token]]) -> set[str]:
    """How an entry may be written that is one of these words."""
    return {text for sentence in tokens for token in sentence for text in (token.written, token.normalized)}


def place_words(
    tokens: Sequence[Sequence[Token]], entries: Mapping[str, Sequence[Entry]]
) -> dict[Entry, tuple[Place, ...]]:
    """Where each entry stands. `entries` has those of a spelling, the easiest first."""
    places: dict[Entry, list[Place]] = defaultdict(list)
    for index, sentence in enumerate(tokens):
        for token in sentence:
            entry = _entry_of(token, entries)
            if entry is not None:
                places[entry].append(Place(index, token.start, token.end))
    return {entry: tuple(found) for entry, found in places.items()}


def _entry_of(token: Token, entries: Mapping[str, Sequence[Entry]]) -> Entry | None:
    """As it is written here or else as it usually is; of several, the one that is read as it is here.

    What is read in another way is another word: 辛い is からい or つらい. Only where the dictionary has one entry and
    the reading is that of a single kanji may the tokeniser be wrong.
    """
    for spelling in (token.written, token.normalized):
        found = entries.get(spelling, ())
        alike = next((entry for entry in found if entry.reading == token.reading), None)
        if alike is not None:
            return alike
        if len(found) == 1 and len(spelling) == 1 and spelling == token.surface:
            return found[0]
    return None


def familiar(
    places: Mapping[Entry, tuple[Place, ...]], with_card: Set[UUID], known: Set[UUID]
) -> tuple[FoundWord, ...]:
    return tuple(
        FoundWord(entry, found, entry.item_id in with_card, entry.item_id in known)
        for entry, found in places.items()
        if is_japanese(entry.written)
    )
