"""What learning forgets."""

from datetime import timedelta

from sqlalchemy import func, select

from subgraphs.learning.models.performed_mutations import PerformedMutationRow
from tests.subgraphs.learning.cards import CAT, DOG, NINE, Place, create, learning
from tests.support.subgraphs import MovableClock, SubgraphUnderTest


async def remembered(subgraph: SubgraphUnderTest) -> int:
    async with subgraph.subgraph.database.read() as session:
        return (await session.scalar(select(func.count()).select_from(PerformedMutationRow))) or 0


async def test_ids_of_mutations_are_remembered_for_their_time(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        await subgraph.run_jobs()
        await create(subgraph, [CAT], clientMutationId="old")
        clock.now += timedelta(days=20)
        await create(subgraph, [DOG], clientMutationId="new")
        left = []
        for days in (11, 20):
            clock.now += timedelta(days=days)
            await subgraph.run_jobs()
            left.append(await remembered(subgraph))
        assert left == [1, 0]
