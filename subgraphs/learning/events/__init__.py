"""What learning announces."""
