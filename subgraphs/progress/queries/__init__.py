"""The root query fields of progress."""
