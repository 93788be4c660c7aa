"""Settings of flashcards, topics, decks and tags."""

from pydantic import Field

from subgraphs.shared.settings import SubgraphSettings


class CardSettings(SubgraphSettings):
    items_at_once: int = Field(default=100, ge=1)
    """Words, kanji, sentences, lessons or free cards that one mutation makes flashcards from. Too low: clients send
    many mutations; too high: one of them holds others up."""

    flashcards_at_once: int = Field(default=500, ge=1)
    """Flashcards that one mutation makes or changes. Too low refuses what was selected in a list; too high: one
    mutation holds locks for long."""

    flashcard_text_length: int = Field(default=5_000, ge=100)
    """Characters of each text that a learner writes on a flashcard. Too low refuses honest notes; too high fills
    the database."""

    tags_per_flashcard: int = Field(default=30, ge=1)
    """Too low refuses cards brought from elsewhere; too high fills lists."""

    topics_per_learner: int = Field(default=1_000, ge=1)
    """Too low refuses large collections; too high: the tree of topics, which is read as a whole, gets slow."""

    topic_depth: int = Field(default=8, ge=1)
    """How many topics may stand above each other. Too low refuses what was organised elsewhere; too high: paths that
    nobody can read."""

    decks_per_learner: int = Field(default=200, ge=1)
    """Too low refuses collections brought from elsewhere; too high: lists of decks, which have no pages, get long."""

    deleted_flashcards_days: int = Field(default=30, ge=0)
    """How long deleted flashcards can be brought back. Too low: a mistake is noticed too late; too high only costs
    disk."""

    flashcard_media_bytes: int = Field(default=5_000_000, ge=10_000)
    """Largest picture or recording on a flashcard. Too low refuses photographs of phones; too high lets uploads fill
    memory, since pictures are read whole."""

    flashcard_media_width: int = Field(default=1_280, ge=100)
    """Pictures that are wider are made smaller. Too low: what is on them cannot be read; too high costs disk and
    waiting."""

    unused_media_days: int = Field(default=7, ge=1)
    """How long pictures and recordings stay that no flashcard shows. Too low: one is gone before its flashcard is
    written; too high only costs disk."""

    flashcard_media_bytes_per_learner: int = Field(default=2_000_000_000, ge=1_000_000)
    """All pictures and recordings of one learner together. Too low refuses large collections; too high lets one
    learner fill the disk."""
