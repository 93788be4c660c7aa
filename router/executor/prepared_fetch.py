"""A fetch node, compiled: what does not change from request to request."""

from dataclasses import dataclass

from router.executor.graphql_request import encode_start
from router.executor.merge_response import MergeShape, deepest_first, merge_shape
from router.executor.representations import EntityReaders, prepare_readers
from router.language.names import ResponseKey
from router.language.response_path import ResponsePath
from router.language.selection_set import Field, InlineFragment, SelectionSet
from router.query_plan import FetchNode, Rename
from router.supergraph.model import Supergraph


@dataclass(frozen=True, slots=True)
class PreparedFetch:
    node: FetchNode
    path: ResponsePath
    also_at: tuple[ResponsePath, ...]
    shape: MergeShape
    renames: tuple[Rename, ...]
    """Deepest first."""

    readers: EntityReaders
    needs: frozenset[str]
    """The response keys that representations are made of."""

    asks_for_types: bool
    """Whether it asks what type its objects are; a type that nobody asked for is not believed."""

    always_answered: frozenset[ResponseKey]
    """What every object has that it is answered with, whatever its type; below these objects nobody looks."""

    encoded_start: bytes
    """The JSON of its requests up to their variables."""

    listed_as: FetchNode
    """What the plan lists its requests as: for a part of a batch, the batch's request."""


def prepare_fetch(
    node: FetchNode,
    path: ResponsePath,
    supergraph: Supergraph,
    also_at: tuple[ResponsePath, ...] = (),
    listed_as: FetchNode | None = None,
) -> PreparedFetch:
    return PreparedFetch(
        node=node,
        path=path,
        also_at=also_at,
        shape=merge_shape(node.selection_set, node.renames),
        renames=deepest_first(node.renames),
        readers=prepare_readers(node.requires, supergraph.schema),
        needs=frozenset(
            selection.response_key
            for requirement in node.requires
            for selection in requirement.selection_set
            if isinstance(selection, Field)
        ),
        asks_for_types=_asks_for_types(node.selection_set),
        always_answered=_always_answered(node),
        encoded_start=encode_start(node.operation, node.operation_name),
        listed_as=listed_as or node,
    )


def _always_answered(node: FetchNode) -> frozenset[ResponseKey]:
    selections = tuple(node.selection_set)
    if node.requires and len(selections) == 1 and isinstance(selections[0], InlineFragment):
        selections = tuple(selections[0].selection_set)  # all entities that are asked for are of this type
    restored = {rename.response_key: rename.to for rename in node.renames if not rename.path}
    keys = (selection.response_key for selection in selections if isinstance(selection, Field))
    return frozenset(restored.get(key, key) for key in keys)


def _asks_for_types(selection_set: SelectionSet) -> bool:
    return any(
        selection.response_key == "__typename"
        if isinstance(selection, Field)
        else _asks_for_types(selection.selection_set)
        for selection in selection_set
    )
