"""Every SQL statement of progress."""
