"""What learners write on cards, looked at before it is written down."""

import unicodedata
from collections.abc import Iterable, Sequence

from subgraphs.learning.card_errors import TextIsMissing, TextIsTooLong, TooManyTags
from subgraphs.learning.card_settings import CardSettings
from subgraphs.shared.errors import Refusal, raise_refusals

LONGEST_TAG = 60
LONGEST_NAME = 100
LONGEST_DESCRIPTION = 2_000


def tidied(text: str | None) -> str | None:
    """Without space around it and in the one form that equal texts have; None for nothing."""
    if text is None:
        return None
    return unicodedata.normalize("NFC", text).replace("\0", "").strip() or None


def tidied_tags(tags: Iterable[str]) -> list[str]:
    """Each once, in their order. Spaces within a tag are single ones."""
    return list(dict.fromkeys(tidy for tag in tags if (tidy := " ".join((tidied(tag) or "").split()))))


def tag_refusals(tags: Sequence[str], limits: CardSettings, path: Sequence[str] = ("tags",)) -> list[Refusal]:
    """Of tags that are tidy."""
    if len(tags) > limits.tags_per_flashcard:
        return [TooManyTags(limits.tags_per_flashcard, path)]
    return [TextIsTooLong(LONGEST_TAG, (*path, str(index))) for index, tag in enumerate(tags) if len(tag) > LONGEST_TAG]


def length_refusals(text: str | None, limit: int, path: Sequence[str]) -> list[Refusal]:
    return [TextIsTooLong(limit, path)] if text is not None and len(text) > limit else []


def checked_name(name: str, path: Sequence[str] = ("name",)) -> str:
    """The name of a topic or a deck. Raises refusals."""
    tidy = " ".join((tidied(name) or "").split())
    raise_refusals([TextIsMissing(path)] if not tidy else length_refusals(tidy, LONGEST_NAME, path))
    return tidy


def checked_description(description: str | None) -> str | None:
    """Raises refusals."""
    tidy = tidied(description)
    raise_refusals(length_refusals(tidy, LONGEST_DESCRIPTION, ("description",)))
    return tidy
