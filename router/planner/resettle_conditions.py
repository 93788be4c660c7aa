"""Let conditions be fetched where something else is fetched anyway.

What an entry needs is settled when the entry is made, before the rest of the operation is known. Once all is chosen, a
request may turn out to be one too many: everything that it is there for could come from other requests of the plan as
well. Such a request is given up where that makes the whole cheaper. Trying stops after a fixed amount of work.
"""

from collections.abc import Iterator, Mapping, Sequence

from router.planner.choose_paths import Cost, cost_of
from router.planner.graph_path import Candidate, Choice, Entry, GraphPath

MAX_WORK = 10_000
"""Entries looked at. Too low: wide operations with many requirements get more fetches than needed. Too high: planning
them is slow."""

Moved = Mapping[Choice, Candidate]


class _CircularError(Exception):
    """A condition would wait for what waits for it."""


def resettle_conditions(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """The choices, or cheaper ones of the same goals."""
    entries, cost = _entries_and_cost(choices)
    work = 0
    moves = _moves(choices)
    while (moved := next(moves, None)) is not None and (work := work + entries) <= MAX_WORK:
        rewritten = _rewritten(choices, moved)
        if rewritten is not None and (found := _entries_and_cost(rewritten))[1] < cost:
            choices, (entries, cost) = rewritten, found
            moves = _moves(choices)
    return choices


def _entries_and_cost(choices: Sequence[Choice]) -> tuple[int, Cost]:
    entries: frozenset[Entry] = frozenset().union(*(choice.candidate.path.entry.closure for choice in choices))
    return len(entries), cost_of(entries)


def _rewritten(choices: tuple[Choice, ...], moved: Moved) -> tuple[Choice, ...] | None:
    rewriting = _Rewriting(moved)
    try:
        return tuple(rewriting.choice(choice) for choice in choices)
    except _CircularError:
        return None


def _moves(choices: Sequence[Choice]) -> Iterator[Moved]:
    """For each request that conditions need, other ways to have all that comes from it."""
    users: dict[int, list[Choice]] = {}
    for choice in (*_conditions(choices), *choices):
        users.setdefault(choice.candidate.path.entry.request, []).append(choice)
    needed = {choice.candidate.path.entry.request for choice in _conditions(choices)}
    for request, using in users.items():
        if request not in needed:
            continue
        common = frozenset.intersection(*(frozenset(_requests(choice)) for choice in using))
        for target in _requests(using[0]):
            if target in common and target != request:
                yield {choice: _candidate(choice, target) for choice in using}


def _conditions(choices: Sequence[Choice]) -> Iterator[Choice]:
    """In the order in which their entries are met."""
    waiting = [choice.candidate.path.entry for choice in choices]
    seen: set[Entry] = set()
    for entry in waiting:  # grows meanwhile
        if entry not in seen:
            seen.add(entry)
            yield from entry.conditions
            waiting.extend(choice.candidate.path.entry for choice in entry.conditions)


def _requests(choice: Choice) -> list[int]:
    return list(dict.fromkeys(candidate.path.entry.request for candidate in choice.goal.candidates))


def _candidate(choice: Choice, request: int) -> Candidate:
    return next(c for c in choice.goal.candidates if c.path.entry.request == request)


class _Rewriting:
    """Makes entries and paths anew where a condition moved, and leaves the others as they are."""

    def __init__(self, moved: Moved) -> None:
        self.moved = moved
        self.entries: dict[Entry, Entry | None] = {}

    def choice(self, choice: Choice) -> Choice:
        candidate = self.moved.get(choice, choice.candidate)
        path = self._path(candidate.path)
        if path is choice.candidate.path:
            return choice
        return Choice(choice.goal, Candidate(path, candidate.selection))

    def _path(self, path: GraphPath) -> GraphPath:
        entry = self._entry(path.entry)
        return path if entry is path.entry else path.from_entry(entry)

    def _entry(self, entry: Entry) -> Entry:
        if entry not in self.entries:
            self.entries[entry] = None
            conditions = tuple(self.choice(choice) for choice in entry.conditions)
            is_same = all(new is old for new, old in zip(conditions, entry.conditions, strict=True))
            self.entries[entry] = entry if is_same else entry.with_conditions(conditions)
        made = self.entries[entry]
        if made is None:
            raise _CircularError
        return made
