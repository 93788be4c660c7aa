"""What learners prefer, and the fits of their weights."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import Uuid, literal, select, union_all
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.learning.models.learners import LearnerRow
from subgraphs.learning.models.preferences import PreferencesRow
from subgraphs.learning.models.topics import DeckRow
from subgraphs.learning.study_rules import StudyRules, default_preferences, study_rules


class PreferencesRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def study_rules(self, user_ids: Sequence[UUID]) -> dict[UUID, StudyRules]:
        """By what the cards of each of these people are scheduled, whether or not anything was heard of them."""
        asked = union_all(*(select(literal(each, Uuid()).label("id")) for each in user_ids)).subquery()
        statement = (
            select(asked.c.id, PreferencesRow, col(LearnerRow.time_zone))
            .outerjoin(PreferencesRow, col(PreferencesRow.user_id) == asked.c.id)
            .outerjoin(LearnerRow, col(LearnerRow.user_id) == asked.c.id)
        )
        found = (await self._session.execute(statement)).all()
        return {user_id: study_rules(user_id, row, zone) for user_id, row, zone in found}

    async def locked(self, user_id: UUID) -> PreferencesRow | None:
        """What somebody prefers, held until the transaction ends."""
        statement = select(PreferencesRow).where(col(PreferencesRow.user_id) == user_id).with_for_update()
        return (await self._session.scalars(statement)).one_or_none()

    async def locked_or_new(self, user_id: UUID) -> PreferencesRow:
        """What somebody prefers, held until the transaction ends; the defaults become theirs where nothing was."""
        while True:
            row = await self.locked(user_id)
            if row is not None:
                return row
            try:
                async with self._session.begin_nested():
                    self._session.add(default_preferences(user_id))
            except IntegrityError:
                continue  # another transaction has just made it

    async def retention_by_deck(self, deck_ids: Sequence[UUID]) -> Mapping[UUID, float]:
        """The desired retention of those decks that have one of their own."""
        statement = select(col(DeckRow.id), col(DeckRow.desired_retention)).where(
            col(DeckRow.id).in_(deck_ids), col(DeckRow.desired_retention).is_not(None)
        )
        found = (await self._session.execute(statement)).all()
        return {deck_id: wanted for deck_id, wanted in found if wanted is not None}
