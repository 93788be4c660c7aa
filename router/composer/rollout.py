"""Composing while an enum value or input field is being rolled out: some subgraphs know it already, others do not.

The router hands a variable on as it came, to each subgraph whose field takes it as an argument. So a subgraph that
does not know a value is safe exactly if nothing of it takes the type: no argument, nor an input object of one. There
the declaration is for output only, or for nothing, and what others know may be in the supergraph. Everything else
stays as it is without a rollout: an enum that clients also receive must agree, input fields are those that all know.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from router.composer.composition import Composition
from router.composer.enum_usage import EnumUsage
from router.composer.findings import hint, in_subgraphs
from router.composer.subgraph import Subgraph
from router.composer.type_reference import named_type
from router.errors import CompositionHint
from router.supergraph.model import TypeKind

CODE = "ROLLOUT_IN_PROGRESS"


def received_types(subgraph: Subgraph) -> frozenset[str]:
    """Enums and input objects that an argument of this subgraph may hold, at any depth."""
    arguments = [
        named_type(argument.type)
        for definition in subgraph.types.values()
        for field in definition.fields.values()
        for argument in field.arguments.values()
    ]
    received: set[str] = set()
    pending = [*arguments, *_types_in_representations(subgraph)]
    while pending:
        name = pending.pop()
        definition = subgraph.types.get(name)
        if definition is not None and name not in received:
            received.add(name)
            pending.extend(named_type(found.type) for found in definition.input_fields.values())
    return frozenset(received)


def _types_in_representations(subgraph: Subgraph) -> Iterator[str]:
    """Keys and required fields come to a subgraph too, with values that others gave them."""
    for type_name, field_name in subgraph.usage.key_fields | subgraph.usage.external:
        field = subgraph.field(type_name, field_name)
        if field is not None:
            yield named_type(field.type)


def without_unused_inputs(subgraphs: Iterable[Subgraph]) -> tuple[Subgraph, ...]:
    """Drop input objects that a subgraph declares and never takes, so that they do not hold others back."""
    subgraphs = tuple(subgraphs)
    received = frozenset(name for subgraph in subgraphs for name in received_types(subgraph))
    return tuple(_without_unused_inputs(subgraph, received) for subgraph in subgraphs)


def _without_unused_inputs(subgraph: Subgraph, received_somewhere: frozenset[str]) -> Subgraph:
    received, returned = received_types(subgraph), _returned_types(subgraph)
    kept = {
        name: definition
        for name, definition in subgraph.types.items()
        if name in received
        or name not in received_somewhere
        or not (definition.kind is TypeKind.INPUT_OBJECT or (definition.kind is TypeKind.ENUM and name not in returned))
    }
    return replace(subgraph, types=kept)


def _returned_types(subgraph: Subgraph) -> frozenset[str]:
    fields = (field for definition in subgraph.types.values() for field in definition.fields.values())
    return frozenset(named_type(field.type) for field in fields)


def is_unreceived(type_name: str, subgraphs: Iterable[Subgraph]) -> bool:
    """Whether none of these subgraphs can be given a value of the type."""
    return all(type_name not in received_types(subgraph) for subgraph in subgraphs)


def rollout_hints(composition: Composition) -> Iterator[CompositionHint]:
    """What the rollout let into the supergraph, told from the subgraphs as their authors wrote them."""
    usages = composition.enum_usages
    for type_name in composition.types_of_kind(TypeKind.ENUM, TypeKind.INPUT_OBJECT):
        declarations = composition.declarations[type_name]
        if usages.get(type_name, EnumUsage.OUTPUT) is EnumUsage.OUTPUT and not declarations[0].definition.input_fields:
            continue
        for found in declarations:
            for name, element in {**found.definition.values, **found.definition.input_fields}.items():
                lacking = [
                    other.subgraph
                    for other in declarations
                    if name not in other.definition.values and name not in other.definition.input_fields
                ]
                if lacking and is_unreceived(type_name, lacking):
                    message = (
                        f'"{type_name}.{name}" is being rolled out: it is in the supergraph although '
                        f"{in_subgraphs(lacking)} does not know it, because nothing there takes it from clients."
                    )
                    yield hint(CODE, "WARN", message, [(found.subgraph, element)])
