"""What a package of Anki holds, the same for all of its formats.

Numbers are Anki's own: ids are milliseconds since 1970 by custom, `due` and `ivl` mean what `schedule.py` says.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

DECK_SEPARATOR = "::"
"""Between the names of a deck and of the one within it."""


class NoteKind(IntEnum):
    STANDARD = 0
    CLOZE = 1


@dataclass(frozen=True, slots=True)
class NoteField:
    name: str
    font: str = "Arial"
    size: int = 20
    is_sticky: bool = False
    is_right_to_left: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True)
class CardTemplate:
    name: str
    question: str
    answer: str
    browser_question: str = ""
    browser_answer: str = ""


@dataclass(frozen=True, slots=True)
class NoteType:
    id: int
    name: str
    kind: NoteKind
    fields: tuple[NoteField, ...]
    templates: tuple[CardTemplate, ...]
    css: str = ""
    sort_field: int = 0
    latex_before: str = ""
    latex_after: str = ""
    latex_as_svg: bool = False
    modified: int = 0
    """Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Deck:
    id: int
    name: str
    """With those around it, as `Japanese::Words`."""

    description: str = ""
    is_filtered: bool = False
    """Whether it only borrows cards of other decks."""


@dataclass(frozen=True, slots=True)
class Note:
    id: int
    guid: str
    """The same wherever the note travels."""

    note_type_id: int
    modified: int
    """Seconds since 1970."""

    tags: tuple[str, ...]
    fields: tuple[str, ...]
    """HTML, in the order of the type's fields."""


@dataclass(frozen=True, slots=True)
class Card:
    id: int
    note_id: int
    deck_id: int
    """The home deck, also for a card that a filtered deck has borrowed."""

    ordinal: int
    """Which template, or which gap of a cloze, counted from 0."""

    modified: int
    type: int
    queue: int
    due: int
    interval: int
    factor: int
    reps: int
    lapses: int
    left: int
    flags: int
    data: str
    """JSON: what FSRS knows, among other things."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One entry of the review log."""

    id: int
    """When, in milliseconds since 1970."""

    card_id: int
    ease: int
    """1 to 4 from AGAIN to EASY; 0 where the card was rescheduled by hand."""

    interval: int
    last_interval: int
    factor: int
    milliseconds: int
    type: int


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file of a package, and where it lies on this machine."""

    name: str
    path: Path
    size: int


@dataclass(slots=True)
class Collection:
    created: int
    """Seconds since 1970: the start of day 0, from which reviews are counted."""

    note_types: list[NoteType] = field(default_factory=list)
    decks: list[Deck] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PackageLimits:
    """What a package may hold before it is refused."""

    collection_bytes: int
    """Of the database, unpacked."""

    media_bytes: int
    """Of one file."""

    all_media_bytes: int
    media: int
    cards: int
    answers: int
    memory: int
    """Bytes for whoever unpacks it."""

    seconds: int
    """Of a processor, for the same."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package that was unpacked."""

    collection: Collection
    media: Sequence[MediaFile]
    left_out: Sequence[tuple[str, str]]
    """Names of files that are not taken along, each with a reason for programs."""
