"""inaccessible v0.1-v0.2: elements that exist in the supergraph and not in the API schema."""

INACCESSIBLE_IDENTITY = "https://specs.apollo.dev/inaccessible"
