"""The composed whole: its types, its fields, and which subgraph resolves what."""
