"""The values of an answer that comes in parts, whatever the format they are written in."""

from dataclasses import dataclass, field
from typing import Any

from router.executor.error_report import ClientPath
from router.executor.execution_context import ExecutionResult


@dataclass(frozen=True, slots=True)
class PendingPart:
    """A part that was announced: one deferred fragment at one place of the answer."""

    id: str
    """Unique within the answer."""

    path: ClientPath
    """Of the object that it belongs to."""

    label: str | None


@dataclass(frozen=True, slots=True)
class CompletedPart:
    """A part that was announced and is there now."""

    pending: PendingPart
    data: dict[str, Any] | None
    """All that the fragment selects of the object, also what was told before. None where a null in a field that must
    not be null took it: the client keeps what it has."""

    errors: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class InitialAnswer:
    """What is answered first."""

    result: ExecutionResult
    pending: tuple[PendingPart, ...]

    @property
    def has_next(self) -> bool:
        return bool(self.pending)


@dataclass(frozen=True, slots=True)
class AnswerUpdate:
    """What is there since the last update."""

    completed: tuple[CompletedPart, ...]
    pending: tuple[PendingPart, ...]
    """Announced now: parts within those that are completed."""

    has_next: bool
