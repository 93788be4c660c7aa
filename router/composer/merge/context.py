"""What every merging module needs to know."""

from collections.abc import Mapping
from dataclasses import dataclass

from router.composer.composition import Composition
from router.composer.merge.merge_directives import DirectiveMerger
from router.composer.subgraph import Subgraph
from router.language.selection_set import AppliedDirective, Argument


@dataclass(frozen=True, slots=True)
class MergeContext:
    composition: Composition
    directives: DirectiveMerger
    graphs: Mapping[str, str]
    """Subgraph name to its value of `join__Graph`."""

    def join(self, name: str, subgraph: Subgraph | None = None, **arguments: str | None) -> AppliedDirective:
        """`@join__<name>(graph: <subgraph>, ...)`; arguments are printed GraphQL, None leaves one out."""
        graph = (Argument("graph", self.graphs[subgraph.name]),) if subgraph else ()
        given = tuple(Argument(key, value) for key, value in arguments.items() if value is not None)
        return AppliedDirective(f"join__{name}", graph + given)
