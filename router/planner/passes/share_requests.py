"""Fetches to one subgraph that wait for the same requests become one request.

Those for the same objects become one fetch, where one representation can serve both. Entity fetches at different places
become companions, parts of one request. Only where both wait for the same, directly and indirectly: a fetch that waited
for one more would be asked later than it could be, and lost when that one fails, and a subgraph that is down is to cost
its own fields only. Fetches that share a request are one thing to wait for, so the graph is walked from its roots, and
what becomes equal by sharing is seen.
"""

from dataclasses import dataclass, field

from router.planner.fetch_graph import FetchGraph, FetchGroup


def share_requests(graph: FetchGraph) -> None:
    sharing = _Sharing()
    for group in graph.groups:
        sharing.add(group)
    graph.groups = list(sharing.requests)


@dataclass(slots=True)
class _Sharing:
    """The requests made so far. A set of requests is an integer with a bit for each."""

    requests: dict[FetchGroup, int] = field(default_factory=dict)
    """What leads each request, and all that it waits for."""

    lead_of: dict[FetchGroup, FetchGroup] = field(default_factory=dict)
    bits: dict[FetchGroup, int] = field(default_factory=dict)
    at_path: dict[tuple[object, ...], list[FetchGroup]] = field(default_factory=dict)
    leads: dict[tuple[object, ...], FetchGroup] = field(default_factory=dict)

    def add(self, group: FetchGroup) -> None:
        group.dependencies = {self.lead_of[dependency]: None for dependency in group.dependencies}
        waits = self._waits_of(group)
        place = (group.subgraph, group.part, waits, group.path)
        alike = self.at_path.setdefault(place, [])
        sibling = next((other for other in alike if self._can_absorb(other, group)), None)
        if sibling is not None:
            sibling.absorb(group)
            if sibling.contexts:
                self.leads = {key: lead for key, lead in self.leads.items() if lead is not sibling}
            self.lead_of[group] = self.lead_of[sibling]
            return
        alike.append(group)
        lead = self.leads.setdefault((group.subgraph, group.part, waits), group) if _travels(group) else group
        self.lead_of[group] = lead
        if lead is group:
            self.requests[group] = waits
            self.bits[group] = 1 << len(self.bits)
        else:
            lead.companions.append(group)

    def _can_absorb(self, group: FetchGroup, other: FetchGroup) -> bool:
        """What takes values from above goes alone, so it does not join what has company."""
        has_company = bool(group.companions) or self.lead_of[group] is not group
        return group.can_absorb(other) and not (other.contexts and has_company)

    def _waits_of(self, group: FetchGroup) -> int:
        waits = 0
        for dependency in group.dependencies:
            waits |= self.requests[dependency] | self.bits[dependency]
        return waits


def _travels(group: FetchGroup) -> bool:
    return bool(group.requirements) and not group.contexts
