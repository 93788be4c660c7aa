"""Lay the parts of an operation that may come later into its fetch graph, beside what is answered first.

A part must not make anything wait that comes before it. So each has entries, and thereby fetches, of its own; it leaves
the fetches around it by keys, which are all that it adds to them, and it also comes back to the same subgraph that way.
What cannot be reached by a key, because it belongs to a value without one, is fetched with what is around it and only
told later; where even that does not reach it, its nearest holder is fetched again.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from router.language.names import TYPENAME
from router.language.selection_set import Selection, SelectionSet
from router.planner.choose_paths import choose_paths
from router.planner.deferred_parts import DeferredPart
from router.planner.enter_subgraphs import NoPath
from router.planner.fetch_graph import FetchGraphBuilder
from router.planner.find_paths import DeferredSite, PathFinder
from router.planner.graph_path import Choice, Entry, Goal, GraphPath, paths_above
from router.planner.places import Position
from router.query_graph.model import Node


@dataclass(frozen=True, slots=True)
class DeferredParts:
    """What the parts of one operation have in common."""

    parts: Sequence[DeferredPart]
    builder: FetchGraphBuilder
    new_finder: Callable[[int, FetchGraphBuilder], PathFinder]
    root: Position
    root_nodes: Sequence[Node]
    """Of the subgraphs that may be asked for root fields later; none where doing so has an effect."""
    roots: dict[int, list[GraphPath]] = field(default_factory=dict)
    """By part: where it begins at the root."""

    def add(self, sites: Sequence[DeferredSite], around: frozenset[Entry]) -> None:
        """Choose how the parts that begin at these sites are fetched, and the parts within them.

        `around` are the entries that the part around them was chosen to make.
        """
        for number in sorted({site.part for site in sites}):
            finder = self.new_finder(number, self.builder)
            goals = [
                goal
                for site in sites
                if site.part == number
                for selection in site.selection_set
                for goal in self._goals(selection, site, finder, around)
            ]
            choices = choose_paths(goals, around)
            for choice in choices:
                self.builder.add(choice)
            self.add(finder.sites, around | entries_of(choices))

    def _goals(
        self, selection: Selection, site: DeferredSite, finder: PathFinder, around: frozenset[Entry]
    ) -> list[Goal]:
        failure: NoPath | None = None
        for start in self._starts(selection, site, around):
            sites = len(finder.sites)
            try:
                return finder.goals(start.position, SelectionSet((start.selection,)), start.paths)
            except NoPath as error:
                del finder.sites[sites:]
                failure = failure or error
        raise failure or NoPath(site.position.type_name, TYPENAME)

    def _starts(self, selection: Selection, site: DeferredSite, around: frozenset[Entry]) -> "Iterator[_Start]":
        """Where the way to a selection may begin, the best first: where it stands, and the objects that hold it."""
        known = self._paths_to(site, around)
        position: Position | None = site.position
        wrapped = selection
        for level, holder in enumerate((*reversed(self.parts[site.part - 1].trail), None)):
            if position is None:
                break
            if position.base is self.root:
                yield from self._start_at_root(position, wrapped, site.part)
            else:
                above = [found for path in known for found in paths_above(path, level)] if level else known
                yield _Start(position, wrapped, [path.closed() for path in above])
            position = position.parent
            if holder is not None:
                wrapped = holder.selecting(SelectionSet((wrapped,)))
        yield _Start(site.position, selection, list(site.paths))

    def _start_at_root(self, position: Position, selection: Selection, part: int) -> "Iterator[_Start]":
        if part not in self.roots:
            entries = (Entry(node, self.root, None, (), part=part) for node in self.root_nodes)
            self.roots[part] = [GraphPath(entry, entry.node) for entry in entries]
        if self.roots[part]:
            yield _Start(position, selection, self.roots[part])

    def _paths_to(self, site: DeferredSite, around: frozenset[Entry]) -> list[GraphPath]:
        """Those by which what is around the site comes there, as it was chosen."""
        chosen = [path for path in site.paths if path.entry in around] or list(site.paths)
        held = [path for path in chosen if self.builder.holds(path)] or chosen
        known = {path.entry for path in held}
        entered = (entry for entry in self.builder.groups if entry in around and entry not in known)
        return held + [GraphPath(entry, entry.node) for entry in entered if entry.position is site.position]


@dataclass(frozen=True, slots=True)
class _Start:
    position: Position
    selection: Selection
    paths: list[GraphPath]


def entries_of(choices: Sequence[Choice]) -> frozenset[Entry]:
    """All that must be entered for these choices."""
    return frozenset().union(*(choice.candidate.path.entry.closure for choice in choices))
