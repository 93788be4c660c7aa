"""The directive `@defer`, in the schema that clients see.

https://github.com/graphql/defer-stream-wg
"""

from dataclasses import replace

from graphql import (
    DirectiveLocation,
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLDirective,
    GraphQLNonNull,
    GraphQLSchema,
    GraphQLString,
)

from router.supergraph.model import Supergraph

DEFER_DIRECTIVE = GraphQLDirective(
    name="defer",
    description="The selections of this fragment may be answered later than the rest.",
    locations=[DirectiveLocation.FRAGMENT_SPREAD, DirectiveLocation.INLINE_FRAGMENT],
    args={
        "if": GraphQLArgument(
            GraphQLNonNull(GraphQLBoolean), default_value=True, description="Deferred when true or left out."
        ),
        "label": GraphQLArgument(GraphQLString, description="Unique in the document; names the part in the answer."),
    },
)


def with_defer(supergraph: Supergraph) -> Supergraph:
    """The supergraph with the directive in its API schema."""
    return replace(supergraph, api_schema=add_defer(supergraph.api_schema))


def add_defer(schema: GraphQLSchema) -> GraphQLSchema:
    """The schema with the directive. One of the subgraphs' own by that name stays theirs."""
    if any(directive.name == DEFER_DIRECTIVE.name for directive in schema.directives):
        return schema
    arguments = schema.to_kwargs()
    arguments["directives"] = (*schema.directives, DEFER_DIRECTIVE)
    arguments["assume_valid"] = True
    return GraphQLSchema(**arguments)
