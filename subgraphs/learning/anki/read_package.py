"""Read a package of Anki that somebody sent."""

import asyncio
import json
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from subgraphs.learning.anki.collection import Collection, MediaFile, Package, PackageLimits
from subgraphs.learning.anki.read_database import PackageIsRefused
from subgraphs.learning.anki.records import read_records
from subgraphs.learning.anki.unpack_process import RECORDS
from subgraphs.shared.confined_process import ProgramFailed, run_confined

_PROGRAM = Path(__file__).with_name("unpack_process.py")


async def read_package(file: IO[bytes], directory: Path, limits: PackageLimits, patience: timedelta) -> Package:
    """Its media are files of the directory, which must be empty, as long as that is kept. Raises `PackageIsRefused`."""
    arguments = [str(directory), json.dumps(asdict(limits))]
    try:
        answer: dict[str, Any] = json.loads(await run_confined(_PROGRAM, arguments, file, patience))
    except ProgramFailed as error:
        raise PackageIsRefused("PACKAGE_IS_TOO_COSTLY") from error
    if "refused" in answer:
        raise PackageIsRefused(answer["refused"])
    media = [MediaFile(name, directory / path, size) for name, path, size in answer["media"]]
    collection = await asyncio.to_thread(_collection, directory / RECORDS)
    return Package(collection, media, [(name, reason) for name, reason in answer["leftOut"]])


def _collection(path: Path) -> Collection:
    with path.open("rb") as file:
        return read_records(file)
