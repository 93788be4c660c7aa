"""A place on a board as one value of 32 bytes, which sorts as the board does: the best first.

More points first, then who reached them first, then the smaller id. One column can be sought, counted and compared by
every database in the same way; three, of which one descends, cannot.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self
from uuid import UUID

_MOST_POINTS = 2**63 - 1
_NUMBER_BYTES = 8
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

TOP = b""
"""Stands before every place."""

BOTTOM = b"\xff"
"""Stands behind every place."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a learner has on a board, and since when."""

    user_id: UUID
    xp: int
    reached_at: datetime

    @property
    def place(self) -> bytes:
        points = (_MOST_POINTS - self.xp).to_bytes(_NUMBER_BYTES)
        instant = ((self.reached_at - _EPOCH) // _MICROSECOND).to_bytes(_NUMBER_BYTES)
        return points + instant + self.user_id.bytes

    @classmethod
    def at(cls, place: bytes) -> Self:
        """Raises ValueError for what is no place."""
        if len(place) != 2 * _NUMBER_BYTES + 16:
            raise ValueError(place)
        xp = _MOST_POINTS - int.from_bytes(place[:_NUMBER_BYTES])
        micros = int.from_bytes(place[_NUMBER_BYTES : 2 * _NUMBER_BYTES])
        try:
            reached_at = _EPOCH + micros * _MICROSECOND
        except OverflowError as error:
            raise ValueError(place) from error
        return cls(UUID(bytes=place[2 * _NUMBER_BYTES :]), xp, reached_at)


def divider(before: bytes, after: bytes) -> bytes:
    """The shortest value that stands behind one place and not behind the next one.

    It seldom reaches as far as the id of a learner, so that dividers name nobody.
    """
    for length in range(1, len(after)):
        if after[:length] > before:
            return after[:length]
    return after
