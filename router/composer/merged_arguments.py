"""Arguments over all subgraphs: of output fields where they are resolved, and of executable directives.

Those that any subgraph takes from a context are no part of the supergraph's field, so nothing has to fit.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graphql import InputValueDefinitionNode

from router.composer.composition import Composition, FieldSource
from router.composer.contexts import is_contextual
from router.composer.shared_directives import SharedDirective, executable_directives
from router.composer.subgraph import Subgraph
from router.composer.subgraph_schema import InputValue
from router.supergraph.model import TypeKind


@dataclass(frozen=True, slots=True)
class MergedArgument:
    coordinate: str
    """`Type.field(argument:)`, or `@directive(argument:)`."""

    places: Sequence[tuple[Subgraph, InputValue]]
    lacking: Sequence[Subgraph]
    """Those that resolve the field, or define the directive, and do not have the argument."""


@dataclass(frozen=True, slots=True)
class PartlyContextualArgument:
    """An argument that some subgraphs take from a context and others from whoever asks."""

    coordinate: str
    contextual: Sequence[tuple[Subgraph, InputValue]]
    plain: Sequence[tuple[Subgraph, InputValue]]


def contextual_names(sources: Sequence[FieldSource]) -> frozenset[str]:
    """The arguments that at least one of the subgraphs takes from a context."""
    given = (argument for source in sources for argument in source.field.arguments.values())
    return frozenset(argument.name for argument in given if is_contextual(argument))


def without(names: frozenset[str], arguments: Mapping[str, InputValue]) -> Mapping[str, InputValue]:
    return {name: value for name, value in arguments.items() if name not in names} if names else arguments


def arguments_of(composition: Composition) -> Iterator[MergedArgument]:
    for coordinate, sources in _fields_with_arguments(composition, TypeKind.OBJECT, TypeKind.INTERFACE):
        yield from _arguments_of(coordinate, sources)
    for shared in executable_directives(composition):
        yield from _arguments_of_directive(shared)


def _fields_with_arguments(composition: Composition, *kinds: TypeKind) -> Iterator[tuple[str, Sequence[FieldSource]]]:
    for type_name in composition.types_of_kind(*kinds):
        for field_name in composition.field_names(type_name):
            declaring = composition.field_sources(type_name, field_name)
            if any(found.field.arguments for found in declaring):
                yield f"{type_name}.{field_name}", [found for found in declaring if not found.is_external]


def _arguments_of_directive(shared: SharedDirective) -> Iterator[MergedArgument]:
    given = [
        (subgraph, {node.name.value: _input_value(node) for node in definition.arguments or ()})
        for subgraph, definition in shared.places
    ]
    for name in dict.fromkeys(name for _, arguments in given for name in arguments):
        yield MergedArgument(
            coordinate=f"@{shared.name}({name}:)",
            places=[(subgraph, arguments[name]) for subgraph, arguments in given if name in arguments],
            lacking=[subgraph for subgraph, arguments in given if name not in arguments],
        )


def _input_value(node: InputValueDefinitionNode) -> InputValue:
    return InputValue(name=node.name.value, node=node, type=node.type, default=node.default_value)


def _arguments_of(coordinate: str, sources: Sequence[FieldSource]) -> Iterator[MergedArgument]:
    contextual = contextual_names(sources)
    for name in dict.fromkeys(name for source in sources for name in without(contextual, source.field.arguments)):
        having = [source for source in sources if name in source.field.arguments]
        yield MergedArgument(
            coordinate=f"{coordinate}({name}:)",
            places=[(source.subgraph, source.field.arguments[name]) for source in having],
            lacking=[source.subgraph for source in sources if name not in source.field.arguments],
        )


def partly_contextual_arguments(composition: Composition) -> Iterator[PartlyContextualArgument]:
    for coordinate, sources in _fields_with_arguments(composition, TypeKind.OBJECT):
        for name in sorted(contextual_names(sources)):
            having = [found for found in sources if name in found.field.arguments]
            places = [(found.subgraph, found.field.arguments[name]) for found in having]
            plain = [(subgraph, value) for subgraph, value in places if not is_contextual(value)]
            contextual = [(subgraph, value) for subgraph, value in places if is_contextual(value)]
            if plain:
                yield PartlyContextualArgument(f"{coordinate}({name}:)", contextual, plain)
