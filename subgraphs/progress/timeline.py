"""What held since when: the time zone of a learner, the goal of a learner."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class Timeline(Generic[ValueT]):
    """Values in the order of the instants since which they held."""

    changes: tuple[tuple[datetime, ValueT], ...] = ()

    @classmethod
    def of(cls, told: Iterable[tuple[datetime, ValueT]]) -> "Timeline[ValueT]":
        """From what was told, in the order of its own time. What was told again is not a change."""
        changes: list[tuple[datetime, ValueT]] = []
        for since, value in told:
            if not changes or changes[-1][1] != value:
                changes.append((since, value))
        return cls(tuple(changes))

    def at(self, instant: datetime) -> ValueT | None:
        """What held then; None before the first change."""
        held: ValueT | None = None
        for since, value in self.changes:
            if since > instant:
                break
            held = value
        return held

    @property
    def first(self) -> ValueT | None:
        return self.changes[0][1] if self.changes else None

    @property
    def latest(self) -> ValueT | None:
        return self.changes[-1][1] if self.changes else None
