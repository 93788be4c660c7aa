"""Flashcards as rows of a text: CSV and its relatives, read and written."""
