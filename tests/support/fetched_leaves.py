"""Leaves that a plan fetches although a fetch before it, in sequence, has brought them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from router.language.names import TYPENAME, ResponseKey, TypeName
from router.language.response_path import KeyElement, ResponsePath, TypeElement
from router.language.selection_set import Argument, Field, InlineFragment, SelectionSet
from router.query_plan import (
    BatchNode,
    ConditionNode,
    ContextNode,
    DeferNode,
    FetchNode,
    FlattenNode,
    ParallelNode,
    PlanNode,
    SequenceNode,
    SubscriptionNode,
)

Types = frozenset[TypeName] | None
"""The concrete types of the objects in question; None for all."""


@dataclass(frozen=True, slots=True)
class Step:
    """From an object of some types along a field."""

    types: Types
    response_key: ResponseKey
    arguments: tuple[Argument, ...]


Leaf = tuple[Step, ...]
PossibleTypes = Mapping[TypeName, frozenset[TypeName]]


@dataclass(frozen=True, slots=True)
class FetchedLeaves:
    """Walks a plan; `possible_types` are the concrete types of each type of the supergraph."""

    possible_types: PossibleTypes

    def brought_twice(self, node: PlanNode | None) -> Iterator[Leaf]:
        yield from self._walk(node, set())

    def _walk(self, node: PlanNode | None, brought: set[Leaf]) -> Iterator[Leaf]:
        """Adds to `brought` what the node brings."""
        match node:
            case None:
                pass
            case FetchNode() | FlattenNode() | BatchNode() | ContextNode():
                leaves = list(self._leaves(node))
                yield from (leaf for leaf in leaves if any(_covers(other, leaf) for other in brought))
                brought.update(leaves)
            case SequenceNode(nodes=nodes):
                for each in nodes:
                    yield from self._walk(each, brought)
            case ParallelNode(nodes=nodes):
                yield from self._beside(nodes, brought)
            case SubscriptionNode(primary=first, rest=second):
                yield from self._walk(first, brought)
                yield from self._walk(second, brought)
            case ConditionNode(if_true=first, if_false=second):
                yield from self._beside((first, second), set(brought))
            case DeferNode(primary=primary):
                yield from self._walk(primary, brought)
            case _:
                assert_never(node)

    def _beside(self, nodes: Sequence[PlanNode | None], brought: set[Leaf]) -> Iterator[Leaf]:
        branches = [set(brought) for _ in nodes]
        for node, branch in zip(nodes, branches, strict=True):
            yield from self._walk(node, branch)
        brought.update(*branches)

    def _leaves(self, node: FetchNode | FlattenNode | BatchNode | ContextNode) -> Iterator[Leaf]:
        match node:
            case FetchNode(selection_set=selection_set):
                yield from self._selected(selection_set, (), None)
            case FlattenNode(node=fetch):
                for path in node.paths:
                    above, types = _along(path)
                    yield from self._selected(fetch.selection_set, above, types)
            case BatchNode(parts=parts):
                for part in parts:
                    yield from self._leaves(part.node)
            case ContextNode(node=inner):
                yield from self._leaves(inner)
            case _:
                assert_never(node)

    def _selected(self, selection_set: SelectionSet, above: tuple[Step, ...], types: Types) -> Iterator[Leaf]:
        for selection in selection_set:
            match selection:
                case Field(name=name) if name == TYPENAME:
                    continue
                case Field(response_key=response_key, arguments=arguments, selection_set=inner):
                    here = (*above, Step(types, response_key, arguments))
                    if inner is None:
                        yield here
                    else:
                        yield from self._selected(inner, here, None)
                case InlineFragment(type_condition=condition, selection_set=inner):
                    narrowed = self.possible_types.get(condition, frozenset((condition,))) if condition else None
                    both = types if narrowed is None else narrowed if types is None else types & narrowed
                    yield from self._selected(inner, above, both)


def _along(path: ResponsePath) -> tuple[tuple[Step, ...], Types]:
    steps: list[Step] = []
    types: Types = None
    for element in path:
        if isinstance(element, KeyElement):
            steps.append(Step(types, element.response_key, ()))
            types = None
        elif isinstance(element, TypeElement):
            types = element.type_names if types is None else types & element.type_names
    return tuple(steps), types


def _covers(brought: Leaf, leaf: Leaf) -> bool:
    return (
        len(brought) == len(leaf)
        and brought[-1].arguments == leaf[-1].arguments
        and all(
            mine.response_key == other.response_key
            and (mine.types is None or (other.types is not None and other.types <= mine.types))
            for mine, other in zip(brought, leaf, strict=True)
        )
    )


def print_leaf(leaf: Leaf) -> str:
    return ".".join(step.response_key for step in leaf)
