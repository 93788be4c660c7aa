"""What must hold for subgraphs to compose: one module per published error code, named after it."""
