from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from subgraphs.learning.models.items import ItemKind, ItemRef
from subgraphs.learning.models.reviews import ReviewRow
from subgraphs.learning.scheduling.memory import Rating
from subgraphs.learning.scheduling.rules import PUBLISHED_PARAMETERS
from subgraphs.learning.service.flashcards import flashcard_row
from subgraphs.shared.ids import new_id
from tests.subgraphs.learning.cards import AIKO, BEN, NINE, Place, learning
from tests.subgraphs.learning.simulated_learner import OTHER_MEMORY, histories
from tests.subgraphs.learning.test_learning_settings import shown, update
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

FIT = """
mutation ($input: FitSchedulerParametersInput!) {
  fitSchedulerParameters(input: $input) { learningSettings { hasOwnParameters } userErrors { code } }
}
"""
FITS = """hasOwnParameters parameters parameterFits { edges { node {
    fittedAt outcome reviewCount trainingCount heldoutCount parameters
    before { logLoss rmse } after { logLoss rmse } } } }"""


async def remember(subgraph: SubgraphUnderTest, weights: tuple[float, ...], cards: int, owner_id: UUID = AIKO) -> None:
    """Put a simulated past into the database."""
    async with subgraph.subgraph.transactions.begin() as work:
        given = histories(weights, cards, seed=1)
        for history in given:
            row = flashcard_row(new_id(), owner_id, ItemRef(ItemKind.WORD, new_id()), NINE)
            work.session.add(row)
            await work.session.flush()
            for number, (grade, _, day) in enumerate(history):
                work.session.add(_review(row.id, owner_id, grade, day, is_first=number == 0))


def _review(card_id: UUID, owner_id: UUID, grade: int, day: int, *, is_first: bool) -> ReviewRow:
    at = NINE + timedelta(days=day)
    return ReviewRow(
        id=new_id(),
        owner_id=owner_id,
        flashcard_id=card_id,
        rating=list(Rating)[grade - 1],
        reviewed_at=at,
        recorded_at=at,
        duration_ms=None,
        state_before="NEW" if is_first else "REVIEW",
        state_after="REVIEW",
        due=at,
    )


async def ask(subgraph: SubgraphUnderTest) -> dict[str, Any]:
    payload: dict[str, Any] = (await subgraph.data(FIT, {"input": {}}, caller=AIKO))["fitSchedulerParameters"]
    return payload


async def fits(subgraph: SubgraphUnderTest, whose: UUID = AIKO) -> list[dict[str, Any]]:
    edges = (await shown(subgraph, whose, FITS))["parameterFits"]["edges"]
    return [edge["node"] for edge in edges]


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NINE + timedelta(days=121))


async def test_weights_that_predict_better_are_kept_and_move_the_cards(place: Place, clock: MovableClock) -> None:
    async with learning(place, clock) as subgraph:
        await remember(subgraph, OTHER_MEMORY, 400)
        assert (await ask(subgraph))["userErrors"] == []
        await ask(subgraph)
        await subgraph.run_jobs()
        settings, (fit,) = await shown(subgraph, fields=FITS), await fits(subgraph)
        kinds = [job.kind for job in await subgraph.jobs()]
        assert settings["hasOwnParameters"] and settings["parameters"] == fit["parameters"]
        await update(subgraph, usePublishedParameters=True)
        assert (await shown(subgraph, fields=FITS))["parameters"] == pytest.approx(PUBLISHED_PARAMETERS)
    assert fit["outcome"] == "KEPT" and fit["reviewCount"] == fit["trainingCount"] + fit["heldoutCount"]
    assert fit["after"]["logLoss"] < fit["before"]["logLoss"] and fit["after"]["rmse"] < fit["before"]["rmse"]
    assert kinds == ["fit-scheduler-parameters", "reschedule-cards"]


async def test_weights_that_do_not_are_shown_and_forgotten(place: Place, clock: MovableClock) -> None:
    async with learning(place, clock) as subgraph:
        await remember(subgraph, PUBLISHED_PARAMETERS, 110)
        await ask(subgraph)
        await subgraph.run_jobs()
        (fit,) = await fits(subgraph)
        assert fit["outcome"] == "NOT_BETTER" and len(fit["parameters"]) == 21
        assert not (await shown(subgraph, fields=FITS))["hasOwnParameters"]


async def test_who_has_answered_too_little_is_told_so(place: Place, clock: MovableClock) -> None:
    async with learning(place, clock) as subgraph:
        await remember(subgraph, PUBLISHED_PARAMETERS, 5)
        payload = await ask(subgraph)
        assert payload == {"learningSettings": None, "userErrors": [{"code": "TOO_FEW_REVIEWS"}]}
        assert await subgraph.jobs() == [] and await fits(subgraph) == []


async def test_it_is_tried_by_itself_where_there_is_enough_and_not_every_day(place: Place, clock: MovableClock) -> None:
    async with learning(place, clock) as subgraph:
        await subgraph.run_jobs()
        await remember(subgraph, PUBLISHED_PARAMETERS, 110)
        await remember(subgraph, PUBLISHED_PARAMETERS, 5, BEN)
        for _ in range(3):
            clock.now += timedelta(days=1)
            await subgraph.run_jobs()
        assert [fit["outcome"] for fit in await fits(subgraph)] == ["NOT_BETTER"]
        assert await fits(subgraph, BEN) == []
