"""GraphQL text -> AST, several times as fast as graphql-core's parser.

What is read here is equal to what that parser reads, node by node and place by place. Where something is not as it
should be, or merely unusual, that parser reads the text itself: every syntax error is its own.
"""

from graphql import DocumentNode, Source, parse

from router.language.parser.document import read_document
from router.language.parser.tokens import find_tokens


def parse_document(source: Source, no_location: bool = False, max_tokens: int | None = None) -> DocumentNode:
    """Read a document of any kind. `max_tokens` counts comments, too.

    Raises `GraphQLSyntaxError` where the text is not GraphQL, is nested too deeply or has too many tokens.
    Locations have positions and the source, but no tokens.
    """
    tokens = find_tokens(source.body)
    if tokens is not None and (max_tokens is None or tokens.count <= max_tokens):
        document = read_document(tokens, None if no_location else source)
        if document is not None:
            return document
    return parse(source, no_location=no_location, max_tokens=max_tokens)
