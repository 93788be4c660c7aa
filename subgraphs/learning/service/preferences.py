"""By which rules somebody's cards are scheduled."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.repository.preferences import PreferencesRepository
from subgraphs.learning.scheduling.rules import SchedulingRules
from subgraphs.learning.scheduling.study_days import StudyDays
from subgraphs.learning.study_rules import StudyRules


async def study_rules_of(session: AsyncSession, user_id: UUID) -> StudyRules:
    return (await PreferencesRepository(session).study_rules([user_id]))[user_id]


async def study_days_of(session: AsyncSession, user_id: UUID) -> StudyDays:
    """When the days of somebody begin: at the hour that they chose, where they live."""
    return (await study_rules_of(session, user_id)).days


async def scheduling_by_card(
    session: AsyncSession, rules: StudyRules, cards: Sequence[FlashcardRow]
) -> dict[UUID, SchedulingRules]:
    """The rules of each of these cards of one learner."""
    deck_ids = list({card.deck_id for card in cards if card.deck_id is not None})
    wanted = await PreferencesRepository(session).retention_by_deck(deck_ids) if deck_ids else {}
    by_retention = {retention: rules.scheduling(retention) for retention in {None, *wanted.values()}}
    return {card.id: by_retention[wanted.get(card.deck_id) if card.deck_id else None] for card in cards}
