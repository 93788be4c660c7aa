"""The GraphQL types of progress."""
