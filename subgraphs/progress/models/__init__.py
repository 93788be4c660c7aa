"""The tables of progress."""
