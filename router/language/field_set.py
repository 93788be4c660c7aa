"""The small language inside `@key`, `@requires` and `@provides`: a selection set without its outer braces."""

from functools import lru_cache

from graphql import GraphQLSyntaxError, OperationDefinitionNode, Source

from router.language.parse_document import parse_document
from router.language.selection_set import SelectionSet, from_ast


@lru_cache(maxsize=4096)
def parse_field_set(text: str) -> SelectionSet:
    """Read `id organization { id } ... on Book { isbn }`.

    Raises `GraphQLSyntaxError` where the text is not a field set, also where it tries to close the braces early.
    """
    document = parse_document(Source("{" + text + "}"), no_location=True)
    definition = document.definitions[0]
    if len(document.definitions) != 1 or not isinstance(definition, OperationDefinitionNode):
        raise GraphQLSyntaxError(Source(text), 0, "A field set is one selection set.")
    return from_ast(definition.selection_set)
