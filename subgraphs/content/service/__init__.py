"""What this domain may do, a module per concern."""
