"""Decks: made, changed and thrown away."""

from dataclasses import asdict, dataclass
from uuid import UUID

from sqlmodel import col

from subgraphs.learning.card_errors import DeckIsUnknown, NameIsTaken, TooMany, ValueIsOutOfRange
from subgraphs.learning.card_settings import CardSettings
from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.topics import DeckRow
from subgraphs.learning.repository.decks import DeckRepository
from subgraphs.learning.repository.topics import CardPlace, count_cards, delete_cards_where
from subgraphs.learning.service.card_texts import checked_description, checked_name
from subgraphs.learning.service.learning_settings import schedule_anew_for
from subgraphs.learning.service.performed_mutations import claim
from subgraphs.learning.service.topics import CardsFate, ThrownAwayPlace
from subgraphs.shared.errors import Refusal, raise_refusals
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork

MOST_A_DAY = 9_999
LOWEST_RETENTION, HIGHEST_RETENTION = 0.70, 0.97


@dataclass(frozen=True, slots=True)
class DeckLimits:
    """How a deck is studied; None: as the learner has it for everything."""

    new_per_day: int | None = None
    reviews_per_day: int | None = None
    desired_retention: float | None = None


@dataclass(frozen=True, slots=True)
class DeckWishes:
    """A deck as it is wanted."""

    name: str
    description: str | None = None
    limits: DeckLimits = DeckLimits()
    is_default: bool = False


async def create_deck(
    work: UnitOfWork, owner_id: UUID, wanted: DeckWishes, limits: CardSettings, client_mutation_id: str | None = None
) -> DeckRow | None:
    """None when a repeated mutation made one that is no more."""
    name = checked_name(wanted.name)
    repository = DeckRepository(work.session)
    performed = await claim(work, owner_id, client_mutation_id, f"deck:{name}")
    if performed is not None and not performed.is_new:
        return await repository.owned(UUID(performed.row.result), owner_id)
    if await repository.count(owner_id) >= limits.decks_per_learner:
        raise TooMany("decks", limits.decks_per_learner)
    row = DeckRow(
        id=new_id(),
        owner_id=owner_id,
        name=name,
        description=None,
        new_per_day=None,
        reviews_per_day=None,
        desired_retention=None,
        created_at=work.now,
        updated_at=work.now,
    )
    await _write(work, row, wanted)
    if performed is not None:
        performed.row.result = str(row.id)
    return row


async def owned_deck(work: UnitOfWork, owner_id: UUID, deck_id: UUID) -> DeckRow:
    """Held until the transaction ends."""
    row = await DeckRepository(work.session).owned(deck_id, owner_id)
    if row is None:
        raise DeckIsUnknown
    return row


async def update_deck(work: UnitOfWork, row: DeckRow, wanted: DeckWishes) -> DeckRow:
    retention = row.desired_retention
    await _write(work, row, wanted)
    if wanted.limits.desired_retention != retention:
        await schedule_anew_for(work, row.owner_id)
    return row


async def delete_deck(work: UnitOfWork, owner_id: UUID, deck_id: UUID, fate: CardsFate) -> ThrownAwayPlace:
    """Throw a deck away. Cards that are kept are in none then."""
    deck = await owned_deck(work, owner_id, deck_id)
    if deck.desired_retention is not None:
        await schedule_anew_for(work, owner_id)
    counts = await count_cards(work.session, CardPlace.DECK, [deck_id], work.now)
    deleted = 0
    if fate is CardsFate.DELETE:
        deleted = await delete_cards_where(work.session, col(FlashcardRow.deck_id) == deck_id, work.now)
    await DeckRepository(work.session).delete(deck_id)
    total = counts[deck_id].total if deck_id in counts else 0
    return ThrownAwayPlace(kept=total - deleted, deleted=deleted)


async def _write(work: UnitOfWork, row: DeckRow, wanted: DeckWishes) -> None:
    name, description = checked_name(wanted.name), checked_description(wanted.description)
    raise_refusals(_limit_refusals(wanted.limits))
    values = {
        "name": name,
        "description": description,
        "is_default": wanted.is_default,
        "updated_at": work.now,
        **asdict(wanted.limits),
    }
    repository, owner_id, deck_id = DeckRepository(work.session), row.owner_id, row.id
    becomes_default = wanted.is_default and not row.is_default
    while True:
        if becomes_default:
            await repository.clear_default(owner_id)
        if await repository.put(row, values):
            return
        if await repository.is_named(owner_id, name, besides=deck_id):
            raise NameIsTaken
        # Another transaction has just made another deck the default; then that one ends it.


def _limit_refusals(limits: DeckLimits) -> list[Refusal]:
    refusals: list[Refusal] = []
    for name, count in (("newPerDay", limits.new_per_day), ("reviewsPerDay", limits.reviews_per_day)):
        if count is not None and not 0 <= count <= MOST_A_DAY:
            refusals.append(ValueIsOutOfRange(f"Between 0 and {MOST_A_DAY} a day.", (name,)))
    retention = limits.desired_retention
    if retention is not None and not LOWEST_RETENTION <= retention <= HIGHEST_RETENTION:
        text = f"Between {LOWEST_RETENTION} and {HIGHEST_RETENTION}."
        refusals.append(ValueIsOutOfRange(text, ("desiredRetention",)))
    return refusals
