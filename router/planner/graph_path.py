"""The values between finding and choosing: entries into subgraphs, paths from them, goals and their candidates."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from router.language.names import FieldName, SubgraphName, TypeName
from router.language.selection_set import Field, Selection, SelectionSet
from router.planner.places import Position
from router.query_graph.model import Node
from router.query_plan import ContextVariable


class Entry:
    """One way into a subgraph at one position: what becomes a fetch. Interned; identity is equality."""

    def __init__(
        self,
        node: Node,
        position: Position,
        representation: "Representation | None",
        conditions: "tuple[Choice, ...]",
        contexts: tuple[ContextVariable, ...] = (),
        part: int = 0,
    ) -> None:
        self.node = node
        self.position = position
        self.representation = representation
        """None at the root, and where the type is the root type `Query` itself."""
        self.conditions = conditions
        """The selections that must be in the response before this entry can be made."""
        self.part = part
        """The part of the operation that it is made for: 0 is what is answered first, the others come later."""
        self.contexts = contexts
        """Variables whose values each object takes from those above it."""

    @property
    def subgraph(self) -> SubgraphName:
        return self.node.subgraph

    @cached_property
    def sources(self) -> frozenset["Entry"]:
        """The entries that fetch what the conditions name."""
        return frozenset(choice.candidate.path.entry for choice in self.conditions)

    @cached_property
    def depth(self) -> int:
        """How many fetches run one after another up to and with this one."""
        return 1 + max((source.depth for source in self.sources), default=0)

    @cached_property
    def closure(self) -> frozenset["Entry"]:
        """This entry and all that it needs."""
        return frozenset((self,)).union(*(source.closure for source in self.sources))

    @cached_property
    def request(self) -> int:
        """Entries that agree in this share one request: they enter one subgraph and wait for the same requests."""
        waits = frozenset(entry.request for entry in self.closure if entry is not self)
        alone = self if self.representation is None or self.contexts else None
        return hash((self.subgraph, self.part, waits, alone))

    def with_conditions(self, conditions: "tuple[Choice, ...]") -> "Entry":
        """The same entry, what it needs fetched in other ways."""
        return Entry(self.node, self.position, self.representation, conditions, self.contexts, self.part)


@dataclass(frozen=True, slots=True)
class Representation:
    """What an entry by key sends of each object."""

    selection_set: SelectionSet
    representation_type: TypeName | None
    required_only: frozenset[FieldName]
    """Fields that are not of the key, and so may be null."""


@dataclass(frozen=True, slots=True, eq=False)
class GraphPath:
    """A chain of field moves and narrowings inside one subgraph, from an entry to a node."""

    entry: Entry
    node: Node
    provided: SelectionSet | None = None
    """External fields that are there because a `@provides` on the way says so."""

    parent: "GraphPath | None" = None
    step: "Field | TypeName | None" = None
    """The field followed (its selection set is not used), or the type narrowed to; None at the entry."""

    is_closed: bool = False
    """Of a fetch that is to wait for nothing more: asked for keys to leave by, but for nothing that a later part of the
    operation selects."""

    def follow(self, field: Field, node: Node, provided: SelectionSet | None) -> "GraphPath":
        return GraphPath(self.entry, node, provided, self, field)

    def from_entry(self, entry: Entry) -> "GraphPath":
        """The same steps, from another entry into the subgraph."""
        above = self.parent.from_entry(entry) if self.parent is not None else None
        return replace(self, entry=entry, parent=above)

    def narrow(self, node: Node, provided: SelectionSet | None) -> "GraphPath":
        return GraphPath(self.entry, node, provided, self, node.type_name, self.is_closed)

    def closed(self) -> "GraphPath":
        return replace(self, is_closed=True)

    def opened(self) -> "GraphPath":
        return replace(self, is_closed=False) if self.is_closed else self

    @property
    def identity(self) -> tuple[Entry, tuple[SubgraphName, TypeName], SelectionSet | None, bool]:
        return (self.entry, self.node.id, self.provided, self.is_closed)


def paths_above(path: GraphPath, levels: int) -> Iterator[GraphPath]:
    """The paths by which the object came that is so many objects above the end of this one.

    At an entry and above it they go on along what the entry needs: that is how its objects got there.
    """
    while path.parent is not None and levels > 0:
        levels -= not isinstance(path.step, str)
        path = path.parent
    if levels == 0:
        yield path
    while path.parent is not None and isinstance(path.step, str):
        path = path.parent
    if path.parent is not None:
        return
    for choice in path.entry.conditions:
        deeper = choice.goal.position.depth - path.entry.position.depth
        if deeper >= 0:
            yield from paths_above(choice.candidate.path, levels + deeper)


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """One way to fetch a goal: at the end of the path, add this selection."""

    path: GraphPath
    selection: Selection


@dataclass(frozen=True, slots=True, eq=False)
class Goal:
    """A part of the operation that one fetch answers whole, and every way to do so."""

    position: Position
    field: Field
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """A goal with the candidate that was chosen for it."""

    goal: Goal
    candidate: Candidate
