"""Arguments of applied directives must fit their definitions, which the rules for plain SDL do not look at."""

from collections.abc import Iterable, Iterator

from graphql import (
    DirectiveNode,
    GraphQLDirective,
    GraphQLError,
    GraphQLSchema,
    Node,
    Undefined,
    print_ast,
    value_from_ast,
)

_MEMBER_LISTS = ("fields", "arguments", "values")


def find_wrong_directive_arguments(schema: GraphQLSchema, definitions: Iterable[Node]) -> Iterator[GraphQLError]:
    """Field sets are left to rules of their own: their type is a custom scalar, which takes every literal."""
    directives = {directive.name: directive for directive in schema.directives}
    for definition in definitions:
        yield from _check_node(definition, directives)


def _check_node(node: Node, directives: dict[str, GraphQLDirective]) -> Iterator[GraphQLError]:
    for directive in getattr(node, "directives", None) or ():
        yield from _check_directive(directive, directives[directive.name.value])
    for attribute in _MEMBER_LISTS:
        for member in getattr(node, attribute, None) or ():
            yield from _check_node(member, directives)


def _check_directive(node: DirectiveNode, directive: GraphQLDirective) -> Iterator[GraphQLError]:
    for argument in node.arguments or ():
        expected = directive.args[argument.name.value].type
        if value_from_ast(argument.value, expected) is Undefined:
            yield GraphQLError(
                f'Argument "{argument.name.value}" of @{node.name.value} must be of type "{expected}", '
                f"but is {print_ast(argument.value)}.",
                argument,
            )
