"""An argument is taken from a context that no type of the subgraph sets, or where none can be."""

from collections.abc import Iterator

from router.composer.contexts import ContextualArgument, context_setters, contextual_arguments
from router.composer.subgraph import Subgraph
from router.errors import CompositionError
from router.supergraph.model import TypeKind

CODE = "CONTEXT_NOT_SET"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    setters = context_setters(subgraph.types)
    for argument in contextual_arguments(subgraph.types):
        for problem in _problems(subgraph, argument, frozenset(setters)):
            message = f'Argument "{argument.coordinate}" is taken from a context, but {problem}'
            yield subgraph.error(CODE, message, argument.directive.node)
    yield from _check_directive_definitions(subgraph)


def _problems(subgraph: Subgraph, argument: ContextualArgument, known: frozenset[str]) -> Iterator[str]:
    value, definition, field = argument.value, argument.definition, argument.field
    if value is not None and value.context not in known:
        yield f'no type of this subgraph sets "{value.context}". Mark one with @context(name: "{value.context}").'
    if argument.argument.default is not None:
        yield "it has a default value, which could never be used. Remove the default."
    if definition.kind is TypeKind.INTERFACE:
        yield f'"{definition.name}" is an interface. Take it from the context on the object types instead.'
    for interface in definition.interfaces:
        if subgraph.field(interface, field.name) is not None:
            yield (
                f'the field implements "{interface}.{field.name}", which knows no context. Remove the field from the '
                "interface."
            )


def _check_directive_definitions(subgraph: Subgraph) -> Iterator[CompositionError]:
    for name, definition in subgraph.directive_definitions.items():
        for argument in definition.arguments or ():
            for directive in argument.directives or ():
                if directive.name.value in subgraph.names_of("fromContext"):
                    message = (
                        f'Argument "@{name}({argument.name.value}:)" is taken from a context, but a directive stands '
                        f"below no object. Remove @{directive.name.value}."
                    )
                    yield subgraph.error(CODE, message, directive)
