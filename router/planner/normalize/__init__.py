"""Rewrites of the operation before it is planned, one per module."""
