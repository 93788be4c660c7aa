"""When a flashcard comes back."""
