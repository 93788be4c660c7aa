"""A subgraph defines a directive of federation differently from its spec."""

from collections.abc import Iterator

from graphql import DirectiveDefinitionNode, NonNullTypeNode

from router.composer.subgraph import Subgraph
from router.composer.type_reference import named_type
from router.errors import CompositionError
from router.supergraph.print_type import print_type

CODE = "DIRECTIVE_DEFINITION_INVALID"

_BUILT_IN = frozenset({"String", "Int", "Float", "Boolean", "ID"})


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for written, expected in subgraph.redefined_directives:
        for problem in _problems(written, expected):
            yield subgraph.error(
                CODE,
                f"The definition of @{written.name.value} does not fit the federation spec: {problem} "
                "Correct it, or remove the definition; it is implied.",
                written,
            )


def _problems(written: DirectiveDefinitionNode, expected: DirectiveDefinitionNode) -> Iterator[str]:
    known = {argument.name.value: argument for argument in expected.arguments or ()}
    given = {argument.name.value: argument for argument in written.arguments or ()}
    for name, argument in known.items():
        if name not in given and isinstance(argument.type, NonNullTypeNode):
            yield f'the argument "{name}" is missing.'
    for name, argument in given.items():
        if name not in known:
            yield f'it has no argument "{name}".'
        elif _shape(print_type(argument.type), named_type(argument.type)) != _shape(
            print_type(known[name].type), named_type(known[name].type)
        ):
            yield f'the argument "{name}" is "{print_type(argument.type)}", not "{print_type(known[name].type)}".'
    allowed = {location.value for location in expected.locations}
    for location in written.locations:
        if location.value not in allowed:
            yield f"it cannot stand on {location.value}."


def _shape(printed: str, type_name: str) -> str:
    """Older servers write String, _FieldSet or other names for the scalars of the spec, and differ in nullability."""
    name = type_name if type_name in _BUILT_IN - {"String"} else "String"
    return printed.replace(type_name, name).replace("!", "")
