"""Cards for tests of learning: two learners, some words, and the operations that tests send."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from subgraphs.learning.app import LEARNING
from subgraphs.shared.ids import seed_id
from tests.support.subgraphs import MovableClock, SubgraphUnderTest, subgraph_under_test

AIKO = seed_id("user", "aiko")
BEN = seed_id("user", "ben")
CAT = seed_id("word", "猫|ねこ")
DOG = seed_id("word", "犬|いぬ")
CAT_KANJI = seed_id("kanji", "猫")
NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

CREATE = """
mutation ($input: CreateFlashcardsInput!) {
  createFlashcards(input: $input) {
    flashcards { id state due reps word { id } kanji { id } item { __typename } owner { id } }
    userErrors { code path }
  }
}
"""
REVIEW = """
mutation ($input: ReviewFlashcardInput!) {
  reviewFlashcard(input: $input) {
    flashcard { id state due reps lapses lastReviewedAt }
    review { id rating reviewedAt durationMs stateBefore stateAfter due }
    userErrors { code path }
  }
}
"""
DELETE = """
mutation ($input: DeleteFlashcardInput!) {
  deleteFlashcard(input: $input) { deletedFlashcardId userErrors { code } }
}
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a subgraph under test keeps its files and its database."""

    directory: Path
    database_url: str


@asynccontextmanager
async def learning(
    place: Place, clock: MovableClock | None = None, **settings: Any
) -> AsyncIterator[SubgraphUnderTest]:
    async with subgraph_under_test(
        LEARNING, place.directory, clock=clock or MovableClock(NINE), database_url=place.database_url, **settings
    ) as subgraph:
        yield subgraph


async def create(
    subgraph: SubgraphUnderTest, words: list[UUID | str], caller: UUID = AIKO, **more: Any
) -> dict[str, Any]:
    variables = {"input": {"wordIds": [str(word) for word in words], **more}}
    payload: dict[str, Any] = (await subgraph.data(CREATE, variables, caller=caller))["createFlashcards"]
    return payload


async def create_one(subgraph: SubgraphUnderTest, word: UUID = CAT, caller: UUID = AIKO) -> str:
    card_id: str = (await create(subgraph, [word], caller))["flashcards"][0]["id"]
    return card_id


async def review(
    subgraph: SubgraphUnderTest, card_id: str, rating: str = "GOOD", caller: UUID = AIKO, **more: Any
) -> dict[str, Any]:
    variables = {"input": {"flashcardId": card_id, "rating": rating, **more}}
    payload: dict[str, Any] = (await subgraph.data(REVIEW, variables, caller=caller))["reviewFlashcard"]
    return payload


def codes(answer: dict[str, Any]) -> list[str]:
    return [error["extensions"]["code"] for error in answer["errors"]]
