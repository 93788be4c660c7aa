"""What learners do here."""
