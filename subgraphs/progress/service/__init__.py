"""What progress may do; a module per concern."""
