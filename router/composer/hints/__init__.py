"""Remarks of composition that are not errors: one module per published code, named after it."""
