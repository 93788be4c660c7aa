"""What learners do."""
