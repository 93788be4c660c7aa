"""What came of an import: figures, and problems that a learner can look at."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

CREATED, UPDATED, SKIPPED, NOTES, REVIEWS, MEDIA, FAILED = (
    "created",
    "updated",
    "skipped",
    "notes",
    "reviews",
    "media",
    "failed",
)
_LONGEST_SHOWN = 120


@dataclass(slots=True)
class ImportNotes:
    """Figures by name, and the first of the problems."""

    most_problems: int
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[dict[str, Any]] = field(default_factory=list)
    problem_count: int = 0

    def count(self, name: str, by: int = 1) -> None:
        self.counts[name] += by

    def problem(self, code: str, line: int | None = None, text: str = "") -> None:
        """Of a line of the file, counted from 1, where it has lines."""
        self.problem_count += 1
        if len(self.problems) < self.most_problems:
            self.problems.append({"code": code, "line": line, "text": text[:_LONGEST_SHOWN]})
