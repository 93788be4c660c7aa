"""A learner's history, made up at random, for tests of statistics."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert

from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.learners import LearnerRow
from subgraphs.learning.models.reviews import ReviewRow
from subgraphs.shared.ids import new_id
from tests.support.subgraphs import SubgraphUnderTest

RATINGS = ("AGAIN", "HARD", "GOOD", "EASY")


@dataclass(frozen=True)
class History:
    cards: Sequence[FlashcardRow]
    reviews: Sequence[ReviewRow]


def make_history(owner_id: UUID, now: datetime, cards: int, answers: int, seed: int = 1) -> History:
    """Cards with so many answers each, over the last years. Some answers were undone, or for practice's sake."""
    chance = random.Random(seed)
    made = [_card_with_answers(owner_id, now, answers, chance) for _ in range(cards)]
    return History([card for card, _ in made], [review for _, reviews in made for review in reviews])


def _card_with_answers(
    owner_id: UUID, now: datetime, answers: int, chance: random.Random
) -> tuple[FlashcardRow, list[ReviewRow]]:
    card = make_card(owner_id, now - timedelta(days=chance.uniform(1, 800)))
    at, state, due = card.created_at, "NEW", card.created_at
    reviews: list[ReviewRow] = []
    for _ in range(answers):
        at = due + timedelta(hours=chance.expovariate(1 / 10))
        if at >= now:
            break
        rating = chance.choices(RATINGS, (2, 2, 8, 1))[0]
        after = "REVIEW" if rating != "AGAIN" else "RELEARNING" if state in ("REVIEW", "RELEARNING") else "LEARNING"
        days = chance.choice((1, 3, 10, 20.9, 21, 40)) if after == "REVIEW" else 1 / 144
        interval = timedelta(days=days)
        is_kept, is_practice = chance.random() > 0.05, chance.random() < 0.05
        review = ReviewRow(
            id=new_id(),
            owner_id=owner_id,
            flashcard_id=card.id,
            rating=rating,
            reviewed_at=at,
            recorded_at=at,
            duration_ms=chance.choice((None, chance.randint(500, 20_000))),
            state_before=state,
            state_after=after,
            due=at + interval,
            undone_at=None if is_kept else now,
            is_practice=is_practice,
            recall_probability=chance.choice((None, chance.uniform(0.7, 1))) if state == "REVIEW" else None,
            interval_days=chance.choice((None, days)) if after == "REVIEW" else None,
        )
        reviews.append(review)
        if is_kept and not is_practice:
            state, due = after, review.due
            card.lapses += rating == "AGAIN"
            card.reps += 1
            card.stability = days
        else:
            due = at
    card.state, card.due, card.last_reviewed_at = state, due, at
    if chance.random() < 0.1:
        card.suspended_at = now
    elif chance.random() < 0.1:
        card.deleted_at = now
    elif chance.random() < 0.1:
        card.buried_until = now + timedelta(days=1)
    return card, reviews


def make_card(owner_id: UUID, created_at: datetime, item_id: UUID | None = None, kind: str = "FREE") -> FlashcardRow:
    return FlashcardRow(
        id=new_id(),
        owner_id=owner_id,
        item_kind=kind,
        item_id=item_id,
        created_at=created_at,
        state="NEW",
        step=0,
        due=created_at,
        stability=None,
        difficulty=None,
        last_reviewed_at=None,
        reps=0,
        lapses=0,
    )


async def keep_history(subgraph: SubgraphUnderTest, history: History) -> None:
    async with subgraph.subgraph.transactions.begin() as work:
        for row in history.cards:
            work.session.add(row)
        await work.session.flush()
        for start in range(0, len(history.reviews), 1_000):
            rows = [row.model_dump() for row in history.reviews[start : start + 1_000]]
            await work.session.execute(insert(ReviewRow), rows)


async def live_in(subgraph: SubgraphUnderTest, owner_id: UUID, zone: str) -> None:
    async with subgraph.subgraph.transactions.begin() as work:
        await work.session.merge(LearnerRow(user_id=owner_id, time_zone=zone, locale="en"))
