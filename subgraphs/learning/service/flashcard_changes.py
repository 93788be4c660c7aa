"""What a learner does to many cards at once: move, tag, suspend, bury, delete, restore.

All of these make cards be in a certain way, so doing one twice does no harm by itself. A client's own id still makes a
repetition do nothing: what was done in between stays.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from subgraphs.learning.card_errors import NothingIsNamed, TooManyFlashcards, TooManyTags
from subgraphs.learning.card_settings import CardSettings
from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.repository.flashcards import FlashcardRepository
from subgraphs.learning.repository.tags import TagRepository
from subgraphs.learning.service.card_texts import tag_refusals, tidied_tags
from subgraphs.learning.service.performed_mutations import claim
from subgraphs.learning.service.placing import place_refusals, tag_rows
from subgraphs.learning.service.preferences import study_rules_of
from subgraphs.shared.errors import raise_refusals
from subgraphs.shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Selection:
    """Cards that a mutation names, and the client's own id of the mutation."""

    flashcard_ids: Sequence[UUID]
    client_mutation_id: str | None = None


@dataclass(frozen=True, slots=True)
class ChangedFlashcards:
    changed: Sequence[FlashcardRow]
    """In the order in which they were named."""

    unknown: Sequence[UUID]
    also: Sequence[FlashcardRow] = ()
    """Others that were changed with them."""


@dataclass(frozen=True, slots=True)
class _Held:
    rows: Sequence[FlashcardRow]
    unknown: Sequence[UUID]
    is_repeated: bool

    def outcome(self, also: Sequence[FlashcardRow] = ()) -> ChangedFlashcards:
        return ChangedFlashcards(self.rows, self.unknown, also)


async def move_flashcards(
    work: UnitOfWork,
    owner_id: UUID,
    selection: Selection,
    limits: CardSettings,
    *,
    topic_id: UUID | None = None,
    deck_id: UUID | None = None,
    leaves: frozenset[str] = frozenset(),
) -> ChangedFlashcards:
    """Into a topic, a deck or both; `leaves` names what they are taken out of. What is not said stays."""
    held = await _hold(work, owner_id, selection, f"move:{topic_id}:{deck_id}:{sorted(leaves)}", limits)
    if held.is_repeated:
        return held.outcome()
    raise_refusals(await place_refusals(work, owner_id, topic_id, deck_id))
    wanted = {"topic_id": topic_id, "deck_id": deck_id}
    values = {name: value for name, value in wanted.items() if value is not None or name in leaves}
    for row in held.rows:
        for name, value in values.items():
            setattr(row, name, value)
    return _touched(work, held)


async def tag_flashcards(
    work: UnitOfWork, owner_id: UUID, selection: Selection, tags: Sequence[str], limits: CardSettings
) -> ChangedFlashcards:
    tidy = tidied_tags(tags)
    raise_refusals(tag_refusals(tidy, limits))
    held = await _hold(work, owner_id, selection, f"tag:{tidy}", limits)
    if held.is_repeated:
        return held.outcome()
    repository = TagRepository(work.session)
    before = await repository.by_flashcards(row.id for row in held.rows)
    missing = {row.id: [tag for tag in tidy if tag not in before.get(row.id, ())] for row in held.rows}
    if any(len(before.get(key, ())) + len(new) > limits.tags_per_flashcard for key, new in missing.items()):
        raise TooManyTags(limits.tags_per_flashcard)
    await repository.add([new for row in held.rows for new in tag_rows([row], missing[row.id])])
    return _touched(work, held)


async def untag_flashcards(
    work: UnitOfWork, owner_id: UUID, selection: Selection, tags: Sequence[str], limits: CardSettings
) -> ChangedFlashcards:
    tidy = tidied_tags(tags)
    held = await _hold(work, owner_id, selection, f"untag:{tidy}", limits)
    if held.is_repeated:
        return held.outcome()
    await TagRepository(work.session).remove((row.id for row in held.rows), tidy)
    return _touched(work, held)


async def suspend_flashcards(
    work: UnitOfWork, owner_id: UUID, selection: Selection, limits: CardSettings
) -> ChangedFlashcards:
    """Keep them from being asked until the learner says otherwise."""
    return await _change(work, owner_id, selection, "suspend", limits, _suspend)


async def unsuspend_flashcards(
    work: UnitOfWork, owner_id: UUID, selection: Selection, limits: CardSettings
) -> ChangedFlashcards:
    return await _change(work, owner_id, selection, "unsuspend", limits, _unsuspend)


async def bury_flashcards(
    work: UnitOfWork, owner_id: UUID, selection: Selection, limits: CardSettings, *, with_siblings: bool | None = None
) -> ChangedFlashcards:
    """Put them off until the learner's next day begins, and cards that ask about the same things with them.

    None: siblings as the learner prefers it.
    """
    held = await _hold(work, owner_id, selection, f"bury:{with_siblings}", limits)
    if held.is_repeated:
        return held.outcome()
    rules = await study_rules_of(work.session, owner_id)
    also: Sequence[FlashcardRow] = ()
    if rules.preferences.buries_siblings if with_siblings is None else with_siblings:
        also = await FlashcardRepository(work.session).locked_siblings(held.rows, owner_id)
    tomorrow = rules.days.next_start(work.now)
    for row in (*held.rows, *also):
        row.buried_until = tomorrow
    return held.outcome(also)


async def unbury_flashcards(
    work: UnitOfWork, owner_id: UUID, selection: Selection, limits: CardSettings
) -> ChangedFlashcards:
    return await _change(work, owner_id, selection, "unbury", limits, _unbury)


async def delete_flashcards(
    work: UnitOfWork, owner_id: UUID, selection: Selection, limits: CardSettings
) -> ChangedFlashcards:
    """So that they can be brought back for some time."""
    return await _change(work, owner_id, selection, "remove", limits, _delete)


async def restore_flashcards(
    work: UnitOfWork, owner_id: UUID, selection: Selection, limits: CardSettings
) -> ChangedFlashcards:
    return await _change(work, owner_id, selection, "restore", limits, _restore, with_deleted=True)


def _suspend(row: FlashcardRow, now: datetime) -> None:
    row.suspended_at = row.suspended_at or now


def _unsuspend(row: FlashcardRow, _now: datetime) -> None:
    row.suspended_at = None


def _unbury(row: FlashcardRow, _now: datetime) -> None:
    row.buried_until = None


def _delete(row: FlashcardRow, now: datetime) -> None:
    row.deleted_at = now


def _restore(row: FlashcardRow, _now: datetime) -> None:
    row.deleted_at = None


async def _change(
    work: UnitOfWork,
    owner_id: UUID,
    selection: Selection,
    name: str,
    limits: CardSettings,
    change: Callable[[FlashcardRow, datetime], None],
    *,
    with_deleted: bool = False,
) -> ChangedFlashcards:
    held = await _hold(work, owner_id, selection, name, limits, with_deleted=with_deleted)
    if held.is_repeated:
        return held.outcome()
    for row in held.rows:
        change(row, work.now)
    return _touched(work, held)


async def _hold(
    work: UnitOfWork,
    owner_id: UUID,
    selection: Selection,
    name: str,
    limits: CardSettings,
    *,
    with_deleted: bool = False,
) -> _Held:
    ids = list(dict.fromkeys(selection.flashcard_ids))
    if not ids:
        raise NothingIsNamed
    if len(ids) > limits.flashcards_at_once:
        raise TooManyFlashcards(limits.flashcards_at_once)
    performed = await claim(work, owner_id, selection.client_mutation_id, _target(name, ids))
    is_repeated = performed is not None and not performed.is_new
    repository = FlashcardRepository(work.session)
    # The first sending may have deleted what the repetition is to show.
    found = await repository.locked_many(ids, owner_id, with_deleted=with_deleted or is_repeated)
    unknown = [key for key in ids if key not in found]
    return _Held([found[key] for key in ids if key in found], unknown, is_repeated)


def _touched(work: UnitOfWork, held: _Held) -> ChangedFlashcards:
    for row in held.rows:
        row.updated_at = work.now
    return held.outcome()


def _target(name: str, ids: Iterable[UUID]) -> str:
    """Equal for the same cards in any order, and short however many there are."""
    return "cards:" + sha256(",".join([name, *sorted(map(str, ids))]).encode()).hexdigest()
