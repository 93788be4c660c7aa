"""GraphQL text -> graphql-core's AST, for text that is correct."""
