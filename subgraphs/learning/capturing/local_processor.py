"""Chooses the words of a text that are worth a card, by the dictionary alone.

The words of the learner's own level come first, then easier ones that were missed, then the next harder level, and
what is on no list last: a word two levels up teaches little. Within a level those count more that the text uses more
often, and then those that are used more often everywhere. A word that the learner is still learning is taken only where
too few are new.
"""

from uuid import UUID

from subgraphs.learning.capturing.drafts import Drafts, draft_of
from subgraphs.learning.capturing.levels import steps_between
from subgraphs.learning.capturing.vocabulary import CapturedText, FoundWord
from subgraphs.learning.models.captures import CaptureProcessorKind

_FAR = 100


class LocalProcessor:
    async def draft(self, text: CapturedText, owner_id: UUID) -> Drafts:
        chosen = choose_words(text)
        return Drafts([draft_of(text, word) for word in chosen], CaptureProcessorKind.LOCAL)


def choose_words(text: CapturedText) -> list[FoundWord]:
    unknown = sorted((word for word in text.words if not word.is_known), key=lambda word: _urgency(word, text.level))
    new = [word for word in unknown if not word.has_card][: text.most_cards]
    begun = [word for word in unknown if word.has_card][: max(0, text.least_cards - len(new))]
    return [*new, *begun]


def _urgency(word: FoundWord, level: str) -> tuple[int, int, int]:
    """Lower is taken first."""
    return _distance(word.entry.level, level), -word.count, word.entry.rank


def _distance(level: str | None, own: str) -> int:
    steps = steps_between(own, level) if level is not None else None
    if steps is None:
        return _FAR
    # One level up is as far as two down: easier words that were missed stand in the way of everything else.
    return -steps if steps <= 0 else 2 * steps + 1
