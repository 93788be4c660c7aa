"""Every SQL statement of learning."""
