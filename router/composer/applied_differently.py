"""Directives that may stand once on an element and that subgraphs apply to it with different arguments."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graphql import DirectiveNode, print_ast

from router.composer.composition import Composition
from router.composer.kept_directives import composed_directive_names
from router.composer.subgraph import Subgraph
from router.composer.subgraph_schema import Directive, Element
from router.specs.composed import COMPOSED_DIRECTIVES, HowToMerge

_MERGED_BY_ARGUMENT = frozenset(
    spec.name
    for spec in COMPOSED_DIRECTIVES
    if spec.merge in (HowToMerge.ALL_CONDITIONS, HowToMerge.MAXIMUM, HowToMerge.COMBINED)
)
_STANDARD = frozenset({"deprecated", "specifiedBy"})


@dataclass(frozen=True, slots=True)
class DifferentApplications:
    """One directive on one element."""

    coordinate: str
    directive: str
    places: Sequence[tuple[Subgraph, DirectiveNode]]
    is_merged: bool
    """Whether the supergraph combines the arguments, or takes one subgraph's."""

    def texts(self) -> list[tuple[Subgraph, str]]:
        return [(subgraph, print_ast(node)) for subgraph, node in self.places]


def applied_differently(composition: Composition) -> Iterator[DifferentApplications]:
    composed = composed_directive_names(composition)
    for coordinate, elements in elements_side_by_side(composition):
        if sum(bool(element.directives) for _, element in elements) < 2:
            continue
        found: dict[tuple[str, bool], list[tuple[Subgraph, DirectiveNode]]] = {}
        for subgraph, element in elements:
            for directive in element.directives:
                is_merged = directive.is_federation and directive.name in _MERGED_BY_ARGUMENT
                if is_merged or _stands_once(directive, subgraph, composed):
                    found.setdefault((directive.name, is_merged), []).append((subgraph, directive.node))
        for (name, is_merged), places in found.items():
            if len({_arguments_text(node) for _, node in places}) > 1:
                yield DifferentApplications(coordinate, name, places, is_merged)


def elements_side_by_side(composition: Composition) -> Iterator[tuple[str, Sequence[tuple[Subgraph, Element]]]]:
    """Every element of the composition by its coordinate, with its declarations."""
    elements: dict[str, list[tuple[Subgraph, Element]]] = {}
    for subgraph in composition.subgraphs:
        for definition in subgraph.types.values():
            elements.setdefault(definition.name, []).append((subgraph, definition))
            for coordinate, element in _members(definition.name, subgraph):
                elements.setdefault(coordinate, []).append((subgraph, element))
    yield from elements.items()


def _members(type_name: str, subgraph: Subgraph) -> Iterator[tuple[str, Element]]:
    definition = subgraph.types[type_name]
    for field in definition.fields.values():
        if subgraph.is_external(type_name, field.name):
            continue
        yield f"{type_name}.{field.name}", field
        for argument in field.arguments.values():
            yield f"{type_name}.{field.name}({argument.name}:)", argument
    for member in (*definition.input_fields.values(), *definition.values.values()):
        yield f"{type_name}.{member.name}", member


def _stands_once(directive: Directive, subgraph: Subgraph, composed: frozenset[tuple[str, str]]) -> bool:
    if directive.is_federation:
        return False
    if directive.name in _STANDARD:
        return True
    definition = subgraph.directive_definitions.get(directive.name)
    return definition is not None and not definition.repeatable and (subgraph.name, directive.name) in composed


def _arguments_text(node: DirectiveNode) -> str:
    return " ".join(sorted(print_ast(argument) for argument in node.arguments or ()))
