"""Subgraph types become supergraph types, one module per kind. Merging never fails: rules report what cannot merge."""
