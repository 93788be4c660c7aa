"""Spread intervals a little, so that cards that were learnt together do not always come back together.

The ranges are those that FSRS publishes: 15% of what is between 2.5 and 7 days, 10% up to 20 days, 5% beyond, and a day
more. Where in its range an interval falls is drawn from the card and the number of the answer and from nothing else: a
date that was shown before an answer is the date that it gets, and a history that is gone through again gives the same.
"""

from hashlib import blake2b
from uuid import UUID

from fsrs.scheduler import FUZZ_RANGES

_SHORTEST = 2.5


def fuzzed(interval: int, card_id: UUID, rep: int, maximum: int) -> int:
    """The interval to use instead, in days."""
    if interval < _SHORTEST:
        return interval
    delta = 1.0 + sum(
        part["factor"] * max(min(float(interval), part["end"]) - part["start"], 0.0) for part in FUZZ_RANGES
    )
    longest = min(round(interval + delta), maximum)
    shortest = min(max(2, round(interval - delta)), longest)
    return shortest + int(_draw(card_id, rep) * (longest - shortest + 1))


def _draw(card_id: UUID, rep: int) -> float:
    """From 0 to just under 1."""
    digest = blake2b(card_id.bytes + rep.to_bytes(8, "big"), digest_size=6).digest()
    return int.from_bytes(digest, "big") / float(1 << 48)
