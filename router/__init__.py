"""A Federation 2 router: it composes subgraphs, plans operations over them and serves the result."""
