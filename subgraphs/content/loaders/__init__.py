"""Batched reads, one per key; a module per concern."""
