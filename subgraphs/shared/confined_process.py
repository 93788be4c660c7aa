"""Runs a program of ours that reads what strangers made: in a process that has no secrets, and little time.

The program takes its memory limit from what it is told, and sets it before it reads.
"""

import asyncio
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import IO


class ProgramFailed(Exception):
    """It broke down, or came to the end of its memory or its time."""


async def run_confined(
    program: Path, arguments: Sequence[str], source: bytes | IO[bytes], patience: timedelta
) -> bytes:
    """What it writes for this on its standard input: bytes, or an open file of the machine. Raises `ProgramFailed`."""
    pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(program),
        *arguments,
        stdin=pipe if isinstance(source, bytes) else source,
        stdout=pipe,
        stderr=nothing,
        env={},
    )
    try:
        async with asyncio.timeout(patience.total_seconds()):
            written, _ = await process.communicate(source if isinstance(source, bytes) else None)
    except TimeoutError as error:
        raise ProgramFailed("time") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0 or not written:
        raise ProgramFailed(f"exit status {process.returncode}")
    return written
