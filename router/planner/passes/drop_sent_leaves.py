"""A fetch need not ask for the leaves of a key that it sends: what brought the key has put them into the response.

Where objects come from an interface object, their types are asked of another subgraph and everything below a type
condition with them, the key too.
"""

from router.language.selection_set import Field
from router.planner.fetch_graph import FetchGraph, FetchGroup, GroupRequirement
from router.planner.selection_tree import SelectionTree


def drop_sent_leaves(graph: FetchGraph) -> None:
    for group in graph.groups:
        sent = _sent_leaves(group)
        if sent and _asks_for_more(group.tree, sent):
            _drop(group.tree, sent)


def _sent_leaves(group: FetchGroup) -> frozenset[Field]:
    sent = [_key_leaves(requirement) for requirement in group.requirements]
    return frozenset.intersection(*sent) if sent else frozenset()


def _key_leaves(requirement: GroupRequirement) -> frozenset[Field]:
    fields = (selection for selection in requirement.selection_set if isinstance(selection, Field))
    return frozenset(
        field for field in fields if field.selection_set is None and field.name not in requirement.required_only
    )


def _asks_for_more(tree: SelectionTree, sent: frozenset[Field]) -> bool:
    return any(field not in sent for field, _ in tree.fields.values()) or any(
        _asks_for_more(below, sent) for below in tree.narrowings.values()
    )


def _drop(tree: SelectionTree, sent: frozenset[Field]) -> None:
    tree.fields = {key: (field, below) for key, (field, below) in tree.fields.items() if field not in sent}
    for below in tree.narrowings.values():
        _drop(below, sent)
