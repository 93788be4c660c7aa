"""Prerequisites make a graph, and a graph with a cycle has a place that nobody can ever reach.

A change adds edges from one record to its prerequisites. It closes a cycle exactly if that record can be reached from
one of them; the search goes breadth first, a read for each step, and remembers where it came from to name the cycle.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from uuid import UUID

ReadEdges = Callable[[Sequence[UUID]], Awaitable[Mapping[UUID, Sequence[UUID]]]]


async def find_cycle(record: UUID, prerequisites: Sequence[UUID], read_edges: ReadEdges) -> list[UUID] | None:
    """The shortest cycle that these prerequisites would close, from the record to itself; None where there is none."""
    came_from = {prerequisite: record for prerequisite in prerequisites}
    frontier = list(came_from)
    while frontier and record not in came_from:
        edges = await read_edges(frontier)
        reached: list[UUID] = []
        for source in frontier:
            for target in edges.get(source, ()):
                if target not in came_from:
                    came_from[target] = source
                    reached.append(target)
        frontier = reached
    if record not in came_from:
        return None
    cycle = [record]
    while (before := came_from[cycle[-1]]) != record:
        cycle.append(before)
    return [*cycle, record][::-1]
