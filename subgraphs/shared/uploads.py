"""Files of a request, for as long as the request runs: in memory while they are small, in a temporary file then.

What the client says of a file is kept apart from what it is: `filename` and `content_type` are its words, and nothing
here believes them.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any

CHUNK_BYTES = 256 * 1024
MEMORY_BYTES = 1_048_576
"""What a file may take of memory before it goes to disk."""


class MisplacedFile(ValueError):
    """The `map` of a request names a place that its variables do not have. The message says which."""


class UploadTooLarge(Exception):
    """A file, or all files of one request, are larger than they may be."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"The files of a request may have {limit} bytes together.")


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """One file. Whoever received the request closes it when the request is answered."""

    filename: str
    content_type: str
    size: int
    file: IO[bytes]

    async def read(self, size: int = -1, offset: int = 0) -> bytes:
        """Up to so many bytes from there; all when `size` is negative."""
        return await asyncio.to_thread(self._read, size, offset)

    async def chunks(self, chunk_bytes: int = CHUNK_BYTES) -> AsyncIterator[bytes]:
        """All of it, from the start."""
        offset = 0
        while chunk := await self.read(chunk_bytes, offset):
            yield chunk
            offset += len(chunk)

    def on_disk(self) -> IO[bytes]:
        """As a file of the machine, at its start, for another process to read."""
        if isinstance(self.file, SpooledTemporaryFile):
            self.file.rollover()
        self.file.flush()
        self.file.seek(0)
        return self.file

    def close(self) -> None:
        self.file.close()

    def _read(self, size: int, offset: int) -> bytes:
        self.file.seek(offset)
        return self.file.read(size)


class FileSpool:
    """Takes a file piece by piece."""

    def __init__(self, filename: str, content_type: str, max_bytes: int) -> None:
        self._filename = filename
        self._content_type = content_type
        self._max_bytes = max_bytes
        self._file = SpooledTemporaryFile(max_size=MEMORY_BYTES)  # noqa: SIM115 - it outlives this block
        self._size = 0

    async def write(self, chunk: bytes) -> None:
        """Raises `UploadTooLarge`."""
        self._size += len(chunk)
        if self._size > self._max_bytes:
            raise UploadTooLarge(self._max_bytes)
        if self._size > MEMORY_BYTES:
            await asyncio.to_thread(self._file.write, chunk)
        else:
            self._file.write(chunk)

    def finish(self) -> UploadedFile:
        return UploadedFile(self._filename, self._content_type, self._size, self._file)

    def close(self) -> None:
        self._file.close()


def put_files(
    variables: Mapping[str, Any], places: Mapping[str, Iterable[str]], files: Mapping[str, UploadedFile]
) -> dict[str, Any]:
    """The variables with each file where it belongs (`variables.input.file`); what was given stays as it was.

    Raises `MisplacedFile`.
    """
    filled = dict(variables)
    for key, file_places in places.items():
        if key not in files:
            raise MisplacedFile(f'The file "{key:.40}" is in the map and did not come.')
        for place in file_places:
            _put(filled, place, files[key])
    return filled


def _put(variables: dict[str, Any], place: str, file: UploadedFile) -> None:
    first, *segments = place.split(".")
    if first != "variables" or not segments:
        raise MisplacedFile(f'The place "{place:.80}" is none in the variables.')
    container: Any = variables
    for segment in segments[:-1]:
        index = _index(container, segment, place)
        inner = container[index]
        container[index] = inner.copy() if isinstance(inner, dict | list) else inner
        container = container[index]
    container[_index(container, segments[-1], place)] = file


def _index(container: Any, segment: str, place: str) -> Any:
    match container:
        case dict() if segment in container:
            return segment
        case list() if segment.isdecimal() and len(segment) < 8 and int(segment) < len(container):
            return int(segment)
        case _:
            raise MisplacedFile(f'The place "{place:.80}" is none in the variables.')
