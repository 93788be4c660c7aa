"""Flashcards that rows of a table would become, and what stands in the way of each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from subgraphs.learning.cloze import gap_numbers
from subgraphs.learning.delimited.columns import CardColumn

TEMPLATES = ("RECOGNITION", "PRODUCTION", "READING", "LISTENING", "CLOZE")
LONGEST_TAG = 100
_TAG_ENDS = re.compile(r"[,;、，；]")


@dataclass(frozen=True, slots=True)
class DraftLimits:
    longest_text: int
    most_tags: int


@dataclass(frozen=True, slots=True)
class Problem:
    code: str
    is_fatal: bool
    """Whether the row makes no flashcard."""


@dataclass(frozen=True, slots=True)
class CardDraft:
    line: int
    front: str
    back: str | None
    reading: str | None
    hint: str | None
    notes: str | None
    tags: tuple[str, ...]
    deck: str | None
    topic: str | None
    template: str
    problems: tuple[Problem, ...]

    @property
    def is_usable(self) -> bool:
        return not any(problem.is_fatal for problem in self.problems)


def drafts_of(
    rows: Iterator[tuple[int, Sequence[str]]], columns: Sequence[CardColumn], limits: DraftLimits
) -> Iterator[CardDraft]:
    for line, row in rows:
        yield _draft(line, row, columns, limits)


def _draft(line: int, row: Sequence[str], columns: Sequence[CardColumn], limits: DraftLimits) -> CardDraft:
    cells = {column: cell.strip() for column, cell in zip(columns, row, strict=False) if column != CardColumn.IGNORED}
    front, back = cells.get(CardColumn.FRONT, ""), cells.get(CardColumn.BACK) or None
    tags = _tags(cells.get(CardColumn.TAGS, ""))
    named = cells.get(CardColumn.TEMPLATE, "").upper()
    template = named if named in TEMPLATES else "CLOZE" if gap_numbers(front) else "RECOGNITION"
    found = (
        ("FRONT_IS_MISSING", True, not front),
        ("BACK_IS_MISSING", True, back is None and template != "CLOZE"),
        ("GAP_IS_MISSING", True, template == "CLOZE" and not gap_numbers(front)),
        ("TEXT_IS_TOO_LONG", True, any(len(cell) > limits.longest_text for cell in cells.values())),
        ("TOO_MANY_TAGS", True, len(tags) > limits.most_tags or any(len(tag) > LONGEST_TAG for tag in tags)),
        ("TEMPLATE_IS_UNKNOWN", False, bool(named) and named not in TEMPLATES),
        ("TOO_MANY_CELLS", False, len(row) > len(columns)),
        ("TOO_FEW_CELLS", False, len(row) < len(columns)),
    )
    return CardDraft(
        line=line,
        front=front,
        back=back,
        reading=cells.get(CardColumn.READING) or None,
        hint=cells.get(CardColumn.HINT) or None,
        notes=cells.get(CardColumn.NOTES) or None,
        tags=tags,
        deck=cells.get(CardColumn.DECK) or None,
        topic=cells.get(CardColumn.TOPIC) or None,
        template=template,
        problems=tuple(Problem(code, is_fatal) for code, is_fatal, is_so in found if is_so),
    )


def _tags(cell: str) -> tuple[str, ...]:
    """Between commas or semicolons; where there are none, between spaces."""
    parts = _TAG_ENDS.split(cell) if _TAG_ENDS.search(cell) else cell.split()
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
