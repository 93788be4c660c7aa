"""An operation taken apart: what is answered first, and each part that may come later.

Every deferred fragment is a part; one inside another is a part of that part. Two that select the same at one place, as
where a named fragment is spread twice, are one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from graphql import StringValueNode, parse_value

from router.language.names import TypeName
from router.language.response_path import ANY_ITEM, KeyElement, ResponsePath, TypeElement
from router.language.selection_set import Field, InlineFragment, Selection, SelectionSet
from router.planner.deferral import deferral_of, of_part
from router.query_graph.build import named_type
from router.query_graph.model import QueryGraph

PRIMARY = 0


@dataclass(frozen=True, slots=True)
class DeferredPart:
    """One deferred fragment of an operation."""

    number: int
    """Counted from 1 in document order; a part comes after the one that it is in."""

    parent: int
    label: str | None
    path: ResponsePath
    """Of the objects that it selects from."""

    type_name: TypeName
    """What these objects are, as far as the operation says."""

    trail: tuple[Field, ...]
    """The fields that lead there, without what they select."""

    selection_set: SelectionSet
    """Its own selection, without the parts inside it."""


@dataclass(frozen=True, slots=True)
class OperationParts:
    """A selection set and its parts."""

    marked: SelectionSet
    """Everything, each deferred fragment marked with its part."""

    primary: SelectionSet
    """What is answered first."""

    deferred: tuple[DeferredPart, ...]

    whole: SelectionSet
    """Everything, as if nothing was deferred."""


def take_apart(selection_set: SelectionSet, root_type: TypeName, graph: QueryGraph) -> OperationParts:
    taking = _Taking(graph)
    marked = taking.mark(selection_set, _Spot(PRIMARY, (), root_type))
    deferred = tuple(taking.parts[number] for number in sorted(taking.parts))
    whole = SelectionSet(tuple(_undeferred(selection_set))) if deferred else selection_set
    return OperationParts(marked, without_deferred(selection_set), deferred, whole)


def _undeferred(selection_set: SelectionSet) -> Iterator[Selection]:
    for selection in selection_set:
        match selection:
            case Field(selection_set=None):
                yield selection
            case Field(selection_set=SelectionSet() as inner):
                yield replace(selection, selection_set=SelectionSet(tuple(_undeferred(inner))))
            case InlineFragment(selection_set=inner) if deferral_of(selection) is not None:
                yield from _undeferred(inner)
            case InlineFragment(selection_set=inner):
                yield replace(selection, selection_set=SelectionSet(tuple(_undeferred(inner))))


def without_deferred(selection_set: SelectionSet) -> SelectionSet:
    """What is left where every deferred fragment is taken out."""
    return SelectionSet(tuple(_kept(selection_set)))


def _kept(selection_set: SelectionSet) -> Iterator[Selection]:
    for selection in selection_set:
        match selection:
            case Field(selection_set=None):
                yield selection
            case Field(selection_set=SelectionSet() as inner):
                yield selection.selecting(without_deferred(inner))
            case InlineFragment(selection_set=fragment) if deferral_of(selection) is None:
                remaining = without_deferred(fragment)
                if remaining:
                    yield selection.selecting(remaining)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where in the operation a selection set stands."""

    part: int
    path: ResponsePath
    type_name: TypeName
    trail: tuple[Field, ...] = ()


@dataclass(slots=True)
class _Taking:
    graph: QueryGraph
    parts: dict[int, DeferredPart] = field(default_factory=dict)
    known: dict[tuple[int, ResponsePath, str | None, SelectionSet], int] = field(default_factory=dict)
    numbered: int = 0

    def mark(self, selection_set: SelectionSet, spot: _Spot) -> SelectionSet:
        return SelectionSet(tuple(self._selection(selection, spot) for selection in selection_set))

    def _selection(self, selection: Selection, spot: _Spot) -> Selection:
        match selection:
            case Field(selection_set=inner):
                return replace(
                    selection, selection_set=self.mark(inner, self._below(selection, spot)) if inner else inner
                )
            case InlineFragment() if deferral_of(selection) is not None:
                return self._deferred(selection, spot)
            case InlineFragment(type_condition=condition, selection_set=inner):
                return selection.selecting(self.mark(inner, self._narrowed(condition, spot)))

    def _below(self, selection: Field, spot: _Spot) -> _Spot:
        definition = self.graph.supergraph.types.get(spot.type_name)
        declared = definition.fields.get(selection.name) if definition is not None else None
        trail = (*spot.trail, selection.selecting(None))
        if declared is None:  # introspection
            return replace(spot, path=(*spot.path, KeyElement(selection.response_key)), trail=trail)
        items = (ANY_ITEM,) * declared.type.count("[")
        path = (*spot.path, KeyElement(selection.response_key), *items)
        return _Spot(spot.part, path, named_type(declared.type), trail)

    def _narrowed(self, condition: TypeName | None, spot: _Spot) -> _Spot:
        if condition is None:
            return spot
        types = self.graph.possible_types.get(condition, frozenset((condition,)))
        return _Spot(spot.part, (*spot.path, TypeElement(types)), condition, spot.trail)

    def _deferred(self, fragment: InlineFragment, spot: _Spot) -> InlineFragment:
        label = _label_of(fragment)
        key = (spot.part, spot.path, label, fragment.selection_set)
        if key not in self.known:
            self.numbered += 1
            self.known[key] = self.numbered
        number = self.known[key]
        own = without_deferred(fragment.selection_set)
        self.parts[number] = DeferredPart(number, spot.part, label, spot.path, spot.type_name, spot.trail, own)
        inner = self.mark(fragment.selection_set, replace(spot, part=number))
        return of_part(fragment.selecting(inner), number)


def _label_of(fragment: InlineFragment) -> str | None:
    directive = deferral_of(fragment)
    labels = (argument.value for argument in directive.arguments if argument.name == "label") if directive else ()
    printed = next(iter(labels), "null")
    return None if printed == "null" else _unquoted(printed)


def _unquoted(printed: str) -> str:
    value = parse_value(printed)
    if not isinstance(value, StringValueNode):
        raise TypeError(f"The label {printed} is not a string.")
    return value.value
