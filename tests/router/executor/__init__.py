"""Tests of router.executor."""
