"""The errors of one answer: bounded, without repetition, and able to say which nulls they explain."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ClientPath = tuple[str | int, ...]
"""A path of the answer as the client sees it: response keys and list indexes."""


@dataclass(frozen=True, slots=True)
class _WithheldError:
    message: str
    path: ClientPath
    extensions: Mapping[str, Any]
    value_path: ClientPath


class ErrorReport:
    """Collects errors while a plan is executed and projected. A path of () stands for the whole answer."""

    def __init__(self, limit: int, around: "ErrorReport | None" = None) -> None:
        """`around` has the errors of the part of the answer that this one belongs to; they explain nulls here too."""
        self._around = around
        self.errors: list[dict[str, Any]] = []
        self._limit = limit
        self._seen: set[tuple[str, ClientPath, str | None]] = set()
        self._paths: set[ClientPath] = set()
        self._above: set[ClientPath] = set()
        self._unseen: set[ClientPath] = set()
        self._above_unseen: set[ClientPath] = set()
        self._withheld: list[_WithheldError] = []

    def __bool__(self) -> bool:
        return bool(self.errors) or bool(self._around)

    @property
    def is_full(self) -> bool:
        return len(self.errors) > self._limit

    def add(self, message: str, path: Sequence[str | int], extensions: Mapping[str, Any]) -> None:
        client_path = tuple(path)
        identity = (message, client_path, extensions.get("service"))
        if self.is_full or identity in self._seen:
            return
        self._seen.add(identity)
        if len(self.errors) == self._limit:
            self.errors.append({"message": "More errors were left out.", "extensions": {"code": "TOO_MANY_ERRORS"}})
            return
        self._index(client_path)
        error: dict[str, Any] = {"message": message}
        if client_path:
            error["path"] = list(client_path)
        error["extensions"] = dict(extensions)
        self.errors.append(error)

    def withhold(self, message: str, path: ClientPath, extensions: Mapping[str, Any], value_path: ClientPath) -> None:
        """An error at a value that the client did not ask for costs nothing until somebody needs the value."""
        if len(self._withheld) < self._limit:
            self._withheld.append(_WithheldError(message, path, extensions, value_path))

    @property
    def withholds_any(self) -> bool:
        return bool(self._withheld) or (self._around is not None and self._around.withholds_any)

    def release(self, needed_path: ClientPath) -> None:
        """Add what was withheld about a value that is needed now, about a part of it, or about what holds it."""
        for error in self._withheld_at(needed_path):
            self.add(error.message, error.path, error.extensions)

    def _withheld_at(self, path: ClientPath) -> "Iterator[_WithheldError]":
        if self._around is not None:
            yield from self._around._withheld_at(path)
        for error in self._withheld:
            shorter = min(len(path), len(error.value_path))
            if path[:shorter] == error.value_path[:shorter]:
                yield error

    def _index(self, path: ClientPath) -> None:
        if path:  # an error without a path belongs to no place, so it explains none
            self._paths.add(path)
            self._above.update(path[:length] for length in range(len(path)))

    def note_unseen(self, path: ClientPath) -> None:
        """A failure also took a value that the client did not ask for, and that another fetch may need."""
        self._unseen.add(path)
        self._above_unseen.update(path[:length] for length in range(1, len(path)))

    def took(self, path: ClientPath) -> bool:
        """Whether a failure took the value at this path, or a part of it, seen by the client or not."""
        if self.explains(path) or path in self._above_unseen:
            return True
        if self._around is not None and self._around.took(path):
            return True
        return any(path[:length] in self._unseen for length in range(1, len(path) + 1))

    def covers(self, path: ClientPath) -> bool:
        """Whether an error was reported at this path or above it."""
        if self._around is not None and self._around.covers(path):
            return True
        return bool(self._paths) and any(path[:length] in self._paths for length in range(1, len(path) + 1))

    def reaches_below(self, path: ClientPath) -> bool:
        """Whether an error was reported somewhere beneath this path."""
        return path in self._above or (self._around is not None and self._around.reaches_below(path))

    def explains(self, path: ClientPath) -> bool:
        """Whether a null at this path has its cause among the errors: at it, above it, or beneath it."""
        return self.reaches_below(path) or self.covers(path)
