"""Identifiers: time-ordered for what is made while running, derived from a name for what is seeded."""

from uuid import UUID, uuid5

from uuid_utils.compat import uuid7

SEED_NAMESPACE = UUID("6b756d69-6b69-5eed-8000-000000000000")


def new_id() -> UUID:
    """A UUIDv7: unique, and later ones sort after earlier ones."""
    return uuid7()


def seed_id(kind: str, key: int | str) -> UUID:
    """The id of a seeded record, equal on every machine, so that domains can seed references to each other.

    `seed_id("user", 0)` is the demo learner; `seed_id("kanji", "猫")` is that kanji.
    """
    return uuid5(SEED_NAMESPACE, f"{kind}:{key}")


def parse_id(text: str) -> UUID | None:
    """The UUID in an opaque GraphQL id; None for a text that cannot be an id of ours and so names nothing."""
    try:
        return UUID(text)
    except ValueError:
        return None
