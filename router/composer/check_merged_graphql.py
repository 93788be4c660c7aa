"""Subgraphs that are valid by themselves can make a whole that is not: GraphQL's own rules have the last word."""

import re
from collections.abc import Iterator

from graphql import validate_schema

from router.composer.composition import Composition
from router.composer.findings import find, places_of
from router.errors import CompositionError
from router.supergraph.model import Supergraph

CODE = "INVALID_GRAPHQL"

_WORD = re.compile(r"\w+")


def check_merged_graphql(composition: Composition, supergraph: Supergraph) -> Iterator[CompositionError]:
    """An interface, say, may keep an argument that one subgraph's implementation lacks."""
    # A schema that was built without validating counts as valid until it is told otherwise.
    schema = supergraph.schema
    schema._validation_errors = None
    for error in validate_schema(schema):
        message = f"The supergraph would not be valid GraphQL: {error.message}"
        named = dict.fromkeys(name for name in _WORD.findall(error.message) if name in composition.declarations)
        yield find(CODE, message, [place for name in named for place in places_of(composition, name)])
