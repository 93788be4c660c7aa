"""Mirrors router/planner."""
