"""What can be asked of learning."""
