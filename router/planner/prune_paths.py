"""Keep few paths alive: what two paths to one node can lead to is the same, only their cost differs."""

from collections.abc import Sequence

from router.planner.graph_path import GraphPath

MAX_PATHS_PER_NODE = 4
"""Alternatives kept for one node at one position. Too low: a shared fetch may be missed. Too high: slow planning."""


def shallowest(paths: list[GraphPath]) -> list[GraphPath]:
    depth = min((path.entry.depth for path in paths), default=0)
    return prune_paths([path for path in paths if path.entry.depth == depth])


def prune_paths(paths: Sequence[GraphPath]) -> list[GraphPath]:
    """Keep the few best paths to each node, in the order found."""
    by_node: dict[object, list[GraphPath]] = {}
    for path in paths:
        same = by_node.setdefault((path.node.id, path.provided), [])
        if all(path.entry is not other.entry for other in same):
            same.append(path)
    kept: set[int] = set()
    for same in by_node.values():
        depth = min(path.entry.depth for path in same)
        shallow = [path for path in same if path.entry.depth == depth]
        kept.update(map(id, shallow[:MAX_PATHS_PER_NODE]))
    return [path for path in paths if id(path) in kept]
