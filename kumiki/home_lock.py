"""One platform at a time on one home: two would both deliver the events of its outboxes."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kumiki.failures import HomeIsTaken
from kumiki.private_files import make_enterable


@contextmanager
def locked_home(home: Path) -> Iterator[None]:
    """Hold the home while the block runs. The kernel lets go of it however this process ends."""
    make_enterable(home)
    with (home / "kumiki.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise HomeIsTaken(home.resolve()) from error
        yield
