"""context v0.1: arguments that a subgraph takes from an object further up in the response."""

CONTEXT_IDENTITY = "https://specs.apollo.dev/context"
