"""The root query fields of accounts."""
