"""The GraphQL types of learning."""
