"""What clients see of this domain."""
