"""Questions whose answers depend on each other, also in circles.

An answer is a set that grows with what other answers hold. To follow the questions down and begin again wherever they
come full circle takes exponential time, because nothing that was found inside a circle can be kept. Here every question
starts with little and is asked again when an answer that it looked at has grown. What remains when none grows any more
is the least that is consistent: nothing is there only because it itself is assumed.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

Q = TypeVar("Q")
T = TypeVar("T")


class GrowingAnswers(Generic[Q, T]):
    """`grow` finds all that is in an answer, given what is known of it; it may ask others, and itself."""

    def __init__(self, grow: Callable[[Q, frozenset[T]], frozenset[T]]) -> None:
        self._grow = grow
        self._final: dict[Q, frozenset[T]] = {}
        self._open: dict[Q, frozenset[T]] = {}
        self._askers: dict[Q, dict[Q, None]] = {}
        self._waiting: dict[Q, None] = {}
        self._asking: Q | None = None
        self.times_asked = 0
        """How often an answer was looked for, at first or again."""

    def ask(self, question: Q, least: frozenset[T] = frozenset()) -> frozenset[T]:
        """The answer; from within `grow`, what is known of it so far. `least` is in it in any case."""
        known = self._final.get(question)
        if known is not None:
            return known
        if question not in self._open:
            self._open[question] = least
            self._waiting[question] = None
        if self._asking is None:
            self._settle()
            return self._final[question]
        self._askers.setdefault(question, {})[self._asking] = None
        return self._open[question]

    @property
    def is_settled(self) -> bool:
        """Whether answers are final, because nothing is being asked."""
        return self._asking is None

    def _settle(self) -> None:
        try:
            while self._waiting:
                # The newest first: others wait for it.
                self._asking, _ = self._waiting.popitem()
                self._answer(self._asking)
            self._final |= self._open
        finally:
            self._asking = None
            for unfinished in (self._waiting, self._open, self._askers):
                unfinished.clear()

    def _answer(self, question: Q) -> None:
        self.times_asked += 1
        found = self._grow(question, self._open[question])
        if found != self._open[question]:
            self._open[question] = found
            self._waiting |= self._askers.get(question, {})
