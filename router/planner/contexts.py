"""Values from objects further up: where a contextual argument is read from, seen from the object that has its field.

Of the objects above, the nearest whose type sets the context gives the value; the object itself does not count. Where
only some of the types that an object can have set it, the answer is known when the response is, so the next object up
is named too, and so on until one gives the value whatever its type is.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from router.language.names import TypeName
from router.language.selection_set import Argument, Field, InlineFragment, SelectionSet
from router.planner.moves import Moves, typename_field
from router.planner.places import Position
from router.query_graph.model import QueryGraph
from router.query_plan import ContextSource, ContextVariable
from router.supergraph.model import ContextArgument


@dataclass(frozen=True, slots=True)
class ContextLevel:
    """One object above that may give the value."""

    position: Position
    types: frozenset[TypeName]
    """Those of its types that set the context."""

    selection_set: SelectionSet
    """What is read of it, as the supergraph names it."""

    @property
    def is_certain(self) -> bool:
        return self.types == self.position.types

    @property
    def needs_type_name(self) -> bool:
        return not self.is_certain or any(isinstance(selection, InlineFragment) for selection in self.selection_set)

    def place(self) -> SelectionSet:
        """The selection under the response keys that the value is to be read from."""
        return self.position.place.place_internal(self.selection_set)

    def source(self, placed: SelectionSet) -> ContextSource:
        return ContextSource(self.position.base.path, frozenset() if self.is_certain else self.types, placed)


class Contexts:
    """The contexts of one planning; equal reads share one variable."""

    def __init__(self, graph: QueryGraph, moves: Moves, taken_names: frozenset[str]) -> None:
        self.graph = graph
        self.moves = moves
        self._taken_names = taken_names
        self._variables: dict[tuple[str, tuple[ContextSource, ...]], ContextVariable] = {}
        self._types_by_context: dict[str, list[TypeName]] = {}

    def levels(self, position: Position, argument: ContextArgument) -> list[ContextLevel]:
        """Nearest first; empty where nothing above sets the context."""
        found: list[ContextLevel] = []
        above = position.parent
        while above is not None:
            level = self._level(above, argument)
            if level is not None:
                found.append(level)
                if level.is_certain:
                    break
            above = above.parent
        return found

    def variable(self, argument: ContextArgument, sources: tuple[ContextSource, ...]) -> ContextVariable:
        key = (argument.type, sources)
        if key not in self._variables:
            name = self._free_name(f"_context_{len(self._variables)}_{argument.name}")
            context = argument.context.rpartition("__")[2]
            self._variables[key] = ContextVariable(name, argument.type, context, sources)
        return self._variables[key]

    def _free_name(self, name: str) -> str:
        while name in self._taken_names:
            name = f"_{name}"
        return name

    def _level(self, position: Position, argument: ContextArgument) -> ContextLevel | None:
        selected = {
            type_name: self._selected_of(type_name, argument.selection_set)
            for type_name in sorted(position.types)
            if self._sets(type_name, argument.context)
        }
        types = frozenset(type_name for type_name, selection_set in selected.items() if selection_set)
        if not types:
            return None
        return ContextLevel(position, types, self._united(position, {name: selected[name] for name in types}))

    def _sets(self, type_name: TypeName, context: str) -> bool:
        return any(self.moves.is_supertype(setter, type_name) for setter in self._setters(context))

    def _setters(self, context: str) -> list[TypeName]:
        if context not in self._types_by_context:
            types = self.graph.supergraph.types
            self._types_by_context[context] = [name for name in types if context in types[name].contexts]
        return self._types_by_context[context]

    def _selected_of(self, type_name: TypeName, selection_set: SelectionSet) -> SelectionSet:
        return SelectionSet(tuple(self._fields_of(type_name, selection_set)))

    def _fields_of(self, type_name: TypeName, selection_set: SelectionSet) -> Iterator[Field]:
        for selection in selection_set:
            match selection:
                case Field():
                    yield selection
                case InlineFragment(type_condition=condition, selection_set=inner):
                    if condition is None or self.moves.is_supertype(condition, type_name):
                        yield from self._fields_of(type_name, inner)

    def _united(self, position: Position, selected: dict[TypeName, SelectionSet]) -> SelectionSet:
        """One selection for all of the types where the position's own type has the fields, else one for each."""
        first, *others = selected.values()
        fields = self.graph.supergraph.types[position.type_name].fields
        is_shared = all(other == first for other in others) and selected.keys() == position.types
        if is_shared and all(isinstance(selection, Field) and selection.name in fields for selection in first):
            return first
        return SelectionSet(tuple(InlineFragment(name, selected[name]) for name in sorted(selected)))


def with_type_name(level: ContextLevel, placed: SelectionSet) -> SelectionSet:
    return SelectionSet((typename_field(), *placed)) if level.needs_type_name else placed


def with_context_arguments(field: Field, variables: tuple[tuple[str, ContextVariable], ...]) -> Field:
    """The field as its subgraph is asked for it: the client's arguments and those that the client does not see."""
    added = tuple(Argument(name, f"${each.name}", frozenset((each.name,))) for name, each in variables)
    return Field(field.name, field.alias, (*field.arguments, *added), field.selection_set, field.directives)
