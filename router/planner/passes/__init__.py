"""Improvements of the fetch graph, one per module."""
