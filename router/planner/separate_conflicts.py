"""Sibling types may give one response name types that do not merge; a subgraph would refuse to be asked so.

The supergraph may see `[Book.id: ID!, Song.id: ID!]` where a subgraph has `Song.id: ID`. The later one is asked under
an internal alias, and the executor is told to undo it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from router.language.names import TYPENAME, ResponseKey, SubgraphName, TypeName
from router.language.response_path import ANY_ITEM, KeyElement, ResponsePath
from router.language.selection_set import Field, InlineFragment, Selection, SelectionSet
from router.query_graph.build import named_type
from router.query_graph.model import FieldMove, Node, QueryGraph
from router.query_plan import Rename
from router.supergraph.model import TypeKind

BUILT_IN_SCALARS: Final = frozenset({"ID", "String", "Int", "Float", "Boolean"})

Shape = tuple[str, "dict[ResponseKey, Shape] | None"]


@dataclass(frozen=True, slots=True)
class Separated:
    """A selection set as it can be sent, and what the executor must know of it."""

    selection_set: SelectionSet
    renames: tuple[Rename, ...]
    has_custom_scalars: bool


def separate_conflicts(
    selection_set: SelectionSet, node: Node | None, graph: QueryGraph, subgraph: SubgraphName
) -> Separated:
    """Alias what would conflict in this subgraph. Without a node the selection is of `_Entity`."""
    separator = _Separator(graph, subgraph)
    return Separated(
        separator.separate(selection_set, node, ()), tuple(separator.renames), separator.has_custom_scalars
    )


class _Separator:
    def __init__(self, graph: QueryGraph, subgraph: SubgraphName) -> None:
        self.graph = graph
        self.subgraph = subgraph
        self.renames: list[Rename] = []
        self.has_custom_scalars = False

    def separate(self, selection_set: SelectionSet, node: Node | None, path: ResponsePath) -> SelectionSet:
        return self._separate(selection_set, node, path, {})

    def _separate(
        self, selection_set: SelectionSet, node: Node | None, path: ResponsePath, seen: dict[ResponseKey, Shape]
    ) -> SelectionSet:
        return SelectionSet(tuple(self._selection(selection, node, path, seen) for selection in selection_set))

    def _selection(
        self, selection: Selection, node: Node | None, path: ResponsePath, seen: dict[ResponseKey, Shape]
    ) -> Selection:
        match selection:
            case InlineFragment(type_condition=condition, selection_set=inner):
                narrowed = self._node(condition) if condition else node
                return InlineFragment(condition, self._separate(inner, narrowed, path, seen))
            case Field():
                return self._field(selection, node, path, seen)

    def _field(self, field: Field, node: Node | None, path: ResponsePath, seen: dict[ResponseKey, Shape]) -> Field:
        move = _move(node, field)
        if field.name == TYPENAME or move is None:
            return field
        key = field.response_key
        if field.selection_set is None:
            self.has_custom_scalars |= self._is_custom_scalar(named_type(move.type))
        else:
            below = (*path, KeyElement(key), *(ANY_ITEM,) * move.type.count("["))
            field = field.selecting(self.separate(field.selection_set, self._target(move), below))
        shape = self._shape(field, move)
        if key not in seen or _can_merge(seen[key], shape):
            seen[key] = _merged(seen[key], shape) if key in seen else shape
            return field
        alias = ResponseKey(f"_kumiki_{node.type_name if node else ''}_{key}")
        self.renames.append(Rename(path, alias, key))
        return replace(field, alias=alias)

    def _node(self, type_name: TypeName) -> Node | None:
        return self.graph.nodes.get((self.subgraph, type_name))

    def _is_custom_scalar(self, type_name: TypeName) -> bool:
        definition = self.graph.supergraph.types.get(type_name)
        return definition is not None and definition.kind is TypeKind.SCALAR and type_name not in BUILT_IN_SCALARS

    def _target(self, move: FieldMove) -> Node | None:
        return self.graph.nodes[move.target] if move.target is not None else None

    def _shape(self, field: Field, move: FieldMove) -> Shape:
        if field.selection_set is None:
            return (move.type, None)
        wrapping = move.type.replace(named_type(move.type), "")
        return (wrapping, dict(self._shapes(field.selection_set, self._target(move))))

    def _shapes(self, selection_set: SelectionSet, node: Node | None) -> Iterator[tuple[ResponseKey, Shape]]:
        for selection in selection_set:
            match selection:
                case InlineFragment(type_condition=condition, selection_set=inner):
                    yield from self._shapes(inner, self._node(condition) if condition else node)
                case Field():
                    move = _move(node, selection)
                    if move is not None:
                        yield selection.response_key, self._shape(selection, move)


def _move(node: Node | None, field: Field) -> FieldMove | None:
    return node.moves.get(field.name) if node is not None else None


def _can_merge(left: Shape, right: Shape) -> bool:
    if left[0] != right[0] or (left[1] is None) is not (right[1] is None):
        return False
    if left[1] is None or right[1] is None:
        return True
    return all(_can_merge(shape, right[1][key]) for key, shape in left[1].items() if key in right[1])


def _merged(left: Shape, right: Shape) -> Shape:
    if left[1] is None or right[1] is None:
        return left
    common = {key: _merged(shape, right[1][key]) if key in right[1] else shape for key, shape in left[1].items()}
    return (left[0], {**right[1], **common})
