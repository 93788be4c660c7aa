"""A memory and its row."""

from dataclasses import asdict

from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.scheduling.memory import FlashcardState, Memory


def memory_of(row: FlashcardRow) -> Memory:
    return Memory(
        state=FlashcardState(row.state),
        due=row.due,
        step=row.step,
        stability=row.stability,
        difficulty=row.difficulty,
        last_reviewed_at=row.last_reviewed_at,
        reps=row.reps,
        lapses=row.lapses,
    )


def remember(row: FlashcardRow, memory: Memory) -> None:
    """Put a memory down in its row."""
    for name, value in asdict(memory).items():
        setattr(row, name, value)
