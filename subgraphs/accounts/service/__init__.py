"""What accounts may do; one function per use case."""
