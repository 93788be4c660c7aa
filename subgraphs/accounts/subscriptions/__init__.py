"""The root subscription fields of accounts."""
