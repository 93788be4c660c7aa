"""A key of an interface must be a key of each implementation in the same subgraph."""

from collections.abc import Iterator

from router.composer.field_usage import field_set_of
from router.composer.subgraph import Subgraph
from router.composer.subgraph_schema import Directive, SubgraphType
from router.errors import CompositionError
from router.language.selection_set import Field, SelectionSet
from router.specs.directive_arguments import boolean_argument, string_argument
from router.supergraph.model import TypeKind

CODE = "INTERFACE_KEY_NOT_ON_IMPLEMENTATION"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for interface in subgraph.types.values():
        if interface.kind is not TypeKind.INTERFACE:
            continue
        for key in interface.applied("key"):
            field_set = _normalized(key)
            resolvable = _is_resolvable(key)
            lacking = [f for f in _implementations(subgraph, interface) if not _has_key(f, field_set, resolvable)]
            if lacking:
                names = ", ".join(f'"{found.name}"' for found in lacking)
                yield subgraph.error(
                    CODE,
                    f'Key "{string_argument(key.node, "fields")}" of interface "{interface.name}" is missing, or not '
                    f"resolvable, on its implementations {names}. Give each the same @key.",
                    key.node,
                    *(found.node for found in lacking),
                )


def _implementations(subgraph: Subgraph, interface: SubgraphType) -> Iterator[SubgraphType]:
    for definition in subgraph.types.values():
        if interface.name in definition.interfaces:
            yield definition


def _has_key(definition: SubgraphType, field_set: frozenset[object], resolvable: bool) -> bool:
    """A router that enters by the interface's key expects to find the object behind it."""
    keys = (key for key in definition.applied("key") if _is_resolvable(key) or not resolvable)
    return any(_normalized(key) == field_set for key in keys)


def _is_resolvable(key: Directive) -> bool:
    return boolean_argument(key.node, "resolvable", True)


def _normalized(key: Directive) -> frozenset[object]:
    """Keys are the same in whatever order they name their fields."""
    selection_set = field_set_of(string_argument(key.node, "fields"))
    return _unordered(selection_set) if selection_set else frozenset()


def _unordered(selection_set: SelectionSet) -> frozenset[object]:
    return frozenset(
        (
            selection.name if isinstance(selection, Field) else f"... {selection.type_condition}",
            _unordered(selection.selection_set) if selection.selection_set else None,
        )
        for selection in selection_set
    )
