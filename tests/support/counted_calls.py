"""How much work something is, told without a clock: the calls of Python functions of one package."""

import sys
from collections.abc import Callable
from types import FrameType


def calls_during(work: Callable[[], object], package: str = "router") -> int:
    """The same in every run, where the work is deterministic."""
    count = 0

    def note(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        if event == "call" and str(frame.f_globals.get("__name__", "")).startswith(package):
            count += 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count
