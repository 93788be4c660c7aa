"""Definitions of the authors' own directives, side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graphql import DirectiveDefinitionNode

from router.composer.composition import Composition
from router.composer.kept_directives import EXECUTABLE_LOCATIONS, composed_directive_names, is_executable
from router.composer.subgraph import Subgraph
from router.specs.composed import COMPOSED_DIRECTIVES


@dataclass(frozen=True, slots=True)
class SharedDirective:
    """A directive that several subgraphs define."""

    name: str
    places: Sequence[tuple[Subgraph, DirectiveDefinitionNode]]

    @property
    def common_executable_locations(self) -> frozenset[str]:
        return frozenset.intersection(*(executable_locations(definition) for _, definition in self.places))

    def split_by_repeatable(self) -> tuple[list[Subgraph], list[Subgraph]]:
        """The subgraphs where it is repeatable, and where it is not."""
        repeatable = [subgraph for subgraph, definition in self.places if definition.repeatable]
        return repeatable, [subgraph for subgraph, definition in self.places if not definition.repeatable]


def executable_directives(composition: Composition) -> Iterator[SharedDirective]:
    """Directives for operations that every subgraph defines."""
    for shared in _shared_directives(composition):
        if len(shared.places) == len(composition.subgraphs) and all(is_executable(node) for _, node in shared.places):
            yield shared


def type_system_directives(composition: Composition) -> Iterator[SharedDirective]:
    """Directives that the supergraph keeps: by `@composeDirective`, or of a spec where authors define them again."""
    composed = {name for _, name in composed_directive_names(composition)}
    yield from (shared for shared in _shared_directives(composition) if shared.name in composed)
    for spec in COMPOSED_DIRECTIVES:
        places = list(_spec_definitions(composition, spec.name))
        if len(places) > 1:
            yield SharedDirective(spec.name, places)


def _spec_definitions(composition: Composition, name: str) -> Iterator[tuple[Subgraph, DirectiveDefinitionNode]]:
    """As each subgraph has it that knows the directive; nothing where no author writes it down."""
    written = {
        subgraph.name: (own, of_spec)
        for subgraph in composition.subgraphs
        for own, of_spec in subgraph.redefined_directives
        if own.name.value in subgraph.names_of(name)
    }
    implied = next((of_spec for _, of_spec in written.values()), None)
    for subgraph in composition.subgraphs:
        if subgraph.name in written:
            yield subgraph, written[subgraph.name][0]
        elif implied is not None and subgraph.names_of(name):
            yield subgraph, implied


def executable_locations(definition: DirectiveDefinitionNode) -> frozenset[str]:
    return frozenset(location.value for location in definition.locations) & frozenset(EXECUTABLE_LOCATIONS)


def _shared_directives(composition: Composition) -> Iterator[SharedDirective]:
    names = dict.fromkeys(name for subgraph in composition.subgraphs for name in subgraph.directive_definitions)
    for name in names:
        places = [
            (subgraph, subgraph.directive_definitions[name])
            for subgraph in composition.subgraphs
            if name in subgraph.directive_definitions
        ]
        if len(places) > 1:
            yield SharedDirective(name, places)
