"""Subgraph schemas in; a supergraph, or every reason why there is none, out."""
