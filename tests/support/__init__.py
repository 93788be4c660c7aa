"""Builders and fakes."""
