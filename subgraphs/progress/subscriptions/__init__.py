"""The root subscription fields of progress."""
