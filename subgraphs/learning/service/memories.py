"""A memory and its row."""

from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.scheduling.memory import FlashcardState, Memory, new_memory

_INSTANTS = ("due", "last_reviewed_at")
_DAY = "next_repetition_on"


def memory_of(row: FlashcardRow) -> Memory:
    known = {field.name: getattr(row, field.name) for field in fields(Memory)}
    return Memory(**{**known, "state": FlashcardState(row.state)})


def remember(row: FlashcardRow, memory: Memory) -> None:
    """Put a memory down in its row."""
    for name, value in asdict(memory).items():
        setattr(row, name, value)


def begin_with(row: FlashcardRow, memory: Memory) -> None:
    """Let a card that comes from elsewhere go on from what was known of it there.

    Answers that are not later than the memory's last one are taken to be contained in it.
    """
    remember(row, memory)
    row.starting_memory = written_down(memory)


def written_down(memory: Memory) -> dict[str, Any]:
    """As a card remembers where it began."""
    known: dict[str, Any] = asdict(memory)
    for name in (*_INSTANTS, _DAY):
        known[name] = known[name].isoformat() if known[name] is not None else None
    return known


def beginning_of(row: FlashcardRow) -> Memory:
    """The memory from which the card's history goes on: usually that of an item nobody has answered."""
    if row.starting_memory is None:
        return new_memory(row.created_at)
    known = dict(row.starting_memory)
    for name in _INSTANTS:
        known[name] = datetime.fromisoformat(known[name]) if known[name] is not None else None
    known[_DAY] = date.fromisoformat(known[_DAY]) if known[_DAY] is not None else None
    return Memory(**{**known, "state": FlashcardState(known["state"])})
