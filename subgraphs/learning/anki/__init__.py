"""Packages of Anki, read and written: pure, and knowing nothing of our tables."""
