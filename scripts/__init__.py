"""Programs that make what is checked in, and that set machines up."""
