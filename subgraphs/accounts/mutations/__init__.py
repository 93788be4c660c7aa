"""The root mutation fields of accounts."""
