"""Plain GraphQL vocabulary; nothing federated."""
