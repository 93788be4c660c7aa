"""What can be watched of learning."""
