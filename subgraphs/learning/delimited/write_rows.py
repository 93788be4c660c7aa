"""Write flashcards as a table that spreadsheets open, and that reads again as it was."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from subgraphs.learning.delimited.read_rows import CHARACTERS, Delimiter


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]], delimiter: Delimiter) -> None:
    """UTF-8 with a mark at the start, by which spreadsheets know it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=CHARACTERS[delimiter])
        writer.writerow(header)
        writer.writerows(rows)
