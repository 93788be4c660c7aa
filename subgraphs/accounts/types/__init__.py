"""The GraphQL types and inputs of accounts."""
