"""Making flashcards and throwing them away."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from subgraphs.learning.errors import FlashcardIsUnknown, NothingToCreate, TooManyItems
from subgraphs.learning.events.flashcards import FlashcardCreated, FlashcardDeleted
from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.items import ItemRef
from subgraphs.learning.models.performed_mutations import PerformedMutationRow
from subgraphs.learning.repository.flashcards import FlashcardRepository
from subgraphs.learning.scheduling.memory import new_memory
from subgraphs.learning.service.performed_mutations import claim
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork

MOST_CREATED_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class CreatedFlashcards:
    created: Sequence[FlashcardRow]
    existing: Sequence[ItemRef]
    """Items of the request that had a card already."""


async def create_flashcards(
    work: UnitOfWork, owner_id: UUID, items: Sequence[ItemRef], client_mutation_id: str | None = None
) -> CreatedFlashcards:
    """Make a card from each item that has none yet; items named twice count once."""
    wanted = list(dict.fromkeys(items))
    if not wanted:
        raise NothingToCreate
    if len(wanted) > MOST_CREATED_AT_ONCE:
        raise TooManyItems(MOST_CREATED_AT_ONCE)
    target = "create:" + _digest(wanted)
    performed = await claim(work, owner_id, client_mutation_id, target)
    if performed is not None and not performed.is_new:
        return await _created_before(work, owner_id, wanted, performed.row)
    outcome = await _create_missing(work, owner_id, wanted)
    if performed is not None:
        performed.row.result = ",".join(str(row.id) for row in outcome.created)
    return outcome


async def delete_flashcard(
    work: UnitOfWork, owner_id: UUID, flashcard_id: UUID, client_mutation_id: str | None = None
) -> None:
    """Throw a card and its reviews away; what was earned with it stays."""
    performed = await claim(work, owner_id, client_mutation_id, f"delete:{flashcard_id}")
    if performed is not None and not performed.is_new:
        return
    repository = FlashcardRepository(work.session)
    flashcard = await repository.locked(flashcard_id, owner_id)
    if flashcard is None:
        raise FlashcardIsUnknown(str(flashcard_id))
    await repository.delete(flashcard)
    work.announce(
        FlashcardDeleted(
            learner_id=owner_id,
            flashcard_id=flashcard_id,
            item_kind=flashcard.item_kind,
            item_id=flashcard.item_id,
        )
    )


def flashcard_row(flashcard_id: UUID, owner_id: UUID, item: ItemRef, created_at: datetime) -> FlashcardRow:
    """A card that has never been answered."""
    return FlashcardRow(
        id=flashcard_id,
        owner_id=owner_id,
        item_kind=item.kind,
        item_id=item.id,
        created_at=created_at,
        **asdict(new_memory(created_at)),
    )


def _digest(items: Sequence[ItemRef]) -> str:
    """Equal for the same items in any order, and short however many there are."""
    names = sorted(f"{item.kind}:{item.id}" for item in items)
    return sha256(",".join(names).encode()).hexdigest()


async def _created_before(
    work: UnitOfWork, owner_id: UUID, wanted: Sequence[ItemRef], performed: PerformedMutationRow
) -> CreatedFlashcards:
    """The answer that the first sending got, without the cards that have been deleted since."""
    made = set(performed.result.split(","))
    found = await FlashcardRepository(work.session).by_items(owner_id, wanted)
    created = [found[item] for item in wanted if item in found and str(found[item].id) in made]
    existing = [item for item in wanted if item in found and str(found[item].id) not in made]
    return CreatedFlashcards(created, existing)


async def _create_missing(work: UnitOfWork, owner_id: UUID, wanted: Sequence[ItemRef]) -> CreatedFlashcards:
    repository = FlashcardRepository(work.session)
    while True:
        existing = await repository.by_items(owner_id, wanted)
        rows = [flashcard_row(new_id(), owner_id, item, work.now) for item in wanted if item not in existing]
        # Another transaction may make one of them between looking and adding; then look again.
        if await repository.add_missing(rows):
            break
    for row in rows:
        work.announce(
            FlashcardCreated(learner_id=owner_id, flashcard_id=row.id, item_kind=row.item_kind, item_id=row.item_id)
        )
    return CreatedFlashcards(rows, [item for item in wanted if item in existing])
