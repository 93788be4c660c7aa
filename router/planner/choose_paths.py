"""Choose one candidate per goal so that the whole operation is cheapest.

Choices interact: goals that enter the same subgraph share a fetch, so the cheapest candidate for each goal alone is
not the cheapest set. Goals with one candidate are settled first. The others are grouped by what they offer, because
goals with the same alternatives do best to choose alike, and searched depth first, the most promising alternative
first; a branch is dropped as soon as it costs as much as the best complete set seen so far. The first such set is made
at once, by taking what serves most goals for the fewest new fetches, and the search stops after a fixed number of
steps with the best set found. Ties go to the subgraph that is declared first, which keeps plans stable between runs.
"""

from collections.abc import Sequence

from router.planner.graph_path import Choice, Entry, Goal

MAX_STEPS = 3000
"""Too low: wide operations over heavily shared fields get more fetches than needed. Too high: planning them is slow."""

Cost = tuple[int, int, int]
Alternatives = tuple[Entry, ...]


def choose_paths(goals: Sequence[Goal], settled: frozenset[Entry] = frozenset()) -> tuple[Choice, ...]:
    """One way for each goal; the entries in `settled` are made in any case, and so cost nothing."""
    open_alternatives: dict[Alternatives, int] = {}
    for goal in goals:
        alternatives = _alternatives(goal)
        if len(alternatives) == 1:
            settled |= alternatives[0].closure
        else:
            open_alternatives.setdefault(alternatives, len(open_alternatives))
    search = _Search(sorted(open_alternatives, key=lambda a: (len(a), open_alternatives[a])), settled)
    search.descend(0, settled, ())
    chosen = dict(zip(search.groups, search.best, strict=True))
    return tuple(_choose(goal, chosen) for goal in goals)


def _alternatives(goal: Goal) -> Alternatives:
    return tuple(dict.fromkeys(candidate.path.entry for candidate in goal.candidates))


def _choose(goal: Goal, chosen: dict[Alternatives, Entry]) -> Choice:
    alternatives = _alternatives(goal)
    entry = chosen.get(alternatives, alternatives[0])
    return Choice(goal, next(candidate for candidate in goal.candidates if candidate.path.entry is entry))


def cost_of(entries: frozenset[Entry]) -> Cost:
    """Fetches in sequence, then fetches, then entries."""
    return (
        max((entry.depth for entry in entries), default=0),
        len({entry.request for entry in entries}),
        len(entries),
    )


def _cover(groups: list[Alternatives], settled: frozenset[Entry]) -> tuple[Entry, ...]:
    """A good set at once: again and again the entry that serves most of the open groups for the fewest new fetches."""
    entries = settled
    taken: dict[int, Entry] = {}
    while len(taken) < len(groups):
        open_groups = [index for index in range(len(groups)) if index not in taken]
        serves: dict[Entry, list[int]] = {}
        for index in open_groups:
            for entry in groups[index]:
                serves.setdefault(entry, []).append(index)
        best = min(serves, key=lambda entry: _price(entry, entries) / len(serves[entry]))
        entries |= best.closure
        taken.update(dict.fromkeys(serves[best], best))
    return tuple(taken[index] for index in range(len(groups)))


def _price(entry: Entry, entries: frozenset[Entry]) -> int:
    """New fetches, each the dearer the later it runs."""
    return sum(needed.depth**2 for needed in entry.closure - entries)


class _Search:
    def __init__(self, groups: list[Alternatives], settled: frozenset[Entry]) -> None:
        self.groups = groups
        self.best = _cover(groups, settled)
        self.best_cost = cost_of(settled.union(*(entry.closure for entry in self.best)))
        self.steps = 0

    def descend(self, index: int, entries: frozenset[Entry], chosen: tuple[Entry, ...]) -> None:
        cost = cost_of(entries)
        if cost >= self.best_cost:
            return
        if index == len(self.groups):
            self.best, self.best_cost = chosen, cost
            return
        extended = [(entries | entry.closure, entry) for entry in self.groups[index]]
        for following, entry in sorted(extended, key=lambda pair: cost_of(pair[0])):
            self.steps += 1
            if self.steps > MAX_STEPS:
                return
            self.descend(index + 1, following, (*chosen, entry))
