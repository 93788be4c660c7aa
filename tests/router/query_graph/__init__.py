"""Mirrors router/query_graph."""
