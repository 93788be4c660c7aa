"""Leeches: cards that are forgotten again and again, and cost more time than they are worth until they are rewritten.

A card becomes one at the lapse that reaches the learner's threshold, and again at every half threshold after that, so
that one which was rewritten to no avail is shown once more.
"""

from subgraphs.learning.events.flashcards import FlashcardBecameLeech
from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.preferences import LeechAction, PreferencesRow
from subgraphs.shared.unit_of_work import UnitOfWork


def is_leech_at(lapses: int, threshold: int) -> bool:
    """Whether the lapse with this number makes a card a leech."""
    every = max(1, (threshold + 1) // 2)
    return lapses >= threshold and (lapses - threshold) % every == 0


def note_lapses(work: UnitOfWork, row: FlashcardRow, lapses_before: int, preferences: PreferencesRow) -> bool:
    """To be called when answers have changed how often a card was forgotten; whether that made it a leech.

    By the learner's choice it is suspended then.
    """
    threshold = preferences.leech_threshold
    reached = [number for number in range(lapses_before + 1, row.lapses + 1) if is_leech_at(number, threshold)]
    if not reached:
        return False
    row.leech_at = work.now
    if preferences.leech_action == LeechAction.SUSPEND:
        row.suspended_at = row.suspended_at or work.now
    work.announce(
        FlashcardBecameLeech(
            learner_id=row.owner_id,
            flashcard_id=row.id,
            item_kind=row.item_kind,
            item_id=row.item_id,
            lapses=row.lapses,
            is_suspended=row.suspended_at is not None,
        )
    )
    return True


def note_lapses_undone(row: FlashcardRow, preferences: PreferencesRow) -> None:
    """To be called when answers were taken back: a card is no leech that is not forgotten often enough any more."""
    if row.leech_at is None or row.lapses >= preferences.leech_threshold:
        return
    if row.suspended_at == row.leech_at:
        row.suspended_at = None  # it was suspended for being one
    row.leech_at = None
