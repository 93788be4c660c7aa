"""What the command line shows of work that takes a while."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from subgraphs.shared.seeding import ReportProgress

console = Console(highlight=False, soft_wrap=True)


@contextmanager
def progress_bars() -> Iterator[ReportProgress]:
    """Gives a callback that draws one bar for each kind of work that is told to it."""
    columns = (TextColumn("  {task.description:<24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    progress = Progress(*columns, console=console)
    tasks: dict[str, TaskID] = {}

    def report(what: str, done: int, total: int) -> None:
        if what not in tasks:
            # Started late, because bars without any work would leave an empty line.
            progress.start()
            tasks[what] = progress.add_task(what, total=total)
        progress.update(tasks[what], completed=done, total=total)

    try:
        yield report
    finally:
        if tasks:
            progress.stop()
