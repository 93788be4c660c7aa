"""Learning: flashcards made from words and kanji, their reviews, and when each is due again."""
