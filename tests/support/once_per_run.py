"""What is dear to make and only read: made once for a whole test run, whichever of its processes comes first."""

import fcntl
from collections.abc import Callable
from pathlib import Path

import pytest


def once_per_run(factory: pytest.TempPathFactory, worker_id: str, name: str, fill: Callable[[Path], None]) -> Path:
    """A folder that `fill` filled."""
    base = factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    folder = shared / name
    folder.mkdir(exist_ok=True)
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        complete = shared / f"{name}.complete"
        if not complete.exists():
            fill(folder)
            complete.touch()
    return folder
