"""The published federation specifications, one module each."""
