"""Every SQL statement of this domain, a module per concern."""
