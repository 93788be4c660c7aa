"""Unpack a package, .apkg or .colpkg, of any of the three forms that are about:

    collection.anki2                        media as JSON               until 2.1 (and what most other programs write)
    collection.anki21                       media as JSON               2.1.0 to 2.1.49, and "support older versions"
    collection.anki21b, zstd                media as a message, zstd    2.1.50 and later; `meta` names the form

Names in the archive decide nothing about where on this machine something is written. Whatever would grow beyond the
limits while it is unpacked is refused, or left out where it is only a file of media.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

import zstandard

from subgraphs.learning.anki.collection import Collection, MediaFile, PackageLimits
from subgraphs.learning.anki.forms import media_names
from subgraphs.learning.anki.protobuf import BrokenMessage, Message
from subgraphs.learning.anki.read_database import PackageIsRefused, read_database

NEWEST, MIDDLE, OLDEST = "collection.anki21b", "collection.anki21", "collection.anki2"
NEWEST_VERSION = 3
_CHUNK = 1 << 20
_LARGEST_WINDOW = 1 << 27
_LARGEST_LIST = 50_000_000
_END_OF_ARCHIVE = re.compile(rb"PK\x05\x06")
_UNSAFE = re.compile(r"[\x00-\x1f/\\:]|^\.{0,2}$")
_LONGEST_NAME = 255


class _TooLarge(Exception):
    pass


class _Damaged(Exception):
    pass


def unpack(
    file: IO[bytes], directory: Path, limits: PackageLimits
) -> tuple[Collection, list[MediaFile], list[tuple[str, str]]]:
    """The collection; the media, which are written to the directory; and those left out, with reasons.

    Raises `PackageIsRefused`.
    """
    try:
        archive = _opened(file, limits)
        members = {info.filename: info for info in archive.infolist()}
        is_newest = _is_newest(archive, members)
        collection = _collection(archive, members, is_newest, directory, limits)
        names = _names(archive, members, is_newest)
        media, left_out = _Media(archive, members, is_newest, directory, limits).unpack(names)
    except _TooLarge as error:
        raise PackageIsRefused("PACKAGE_IS_TOO_LARGE") from error
    except (BadZipFile, LargeZipFile, _Damaged, NotImplementedError, RuntimeError, EOFError, KeyError) as error:
        raise PackageIsRefused("PACKAGE_IS_DAMAGED") from error
    return collection, media, left_out


def _opened(file: IO[bytes], limits: PackageLimits) -> ZipFile:
    """Its table of contents is counted first: it is read as a whole."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(size - 65_600, 0))
    tail = file.read()
    ends = [match.start() for match in _END_OF_ARCHIVE.finditer(tail)]
    if not ends:
        raise PackageIsRefused("NOT_A_PACKAGE")
    end = tail[ends[-1] :]
    count, length = int.from_bytes(end[10:12], "little"), int.from_bytes(end[12:16], "little")
    most = limits.media + 10
    if (count > most and count != 0xFFFF) or length > most * 1_000:
        raise PackageIsRefused("TOO_MANY_MEDIA")
    return ZipFile(file)


def _is_newest(archive: ZipFile, members: Mapping[str, ZipInfo]) -> bool:
    if "meta" not in members:
        return False
    try:
        version = Message(_read(archive, members["meta"], False, 1_000)).number(1)
    except BrokenMessage as error:
        raise _Damaged from error
    if version > NEWEST_VERSION:
        raise PackageIsRefused("PACKAGE_IS_TOO_NEW")
    return version == NEWEST_VERSION


def _collection(
    archive: ZipFile, members: Mapping[str, ZipInfo], is_newest: bool, directory: Path, limits: PackageLimits
) -> Collection:
    names = (NEWEST,) if is_newest else (MIDDLE, OLDEST)
    name = next((each for each in names if each in members), None)
    if name is None:
        raise PackageIsRefused("NOT_A_PACKAGE")
    path = directory / "collection.db"
    with path.open("wb") as target:
        for chunk in _chunks(archive, members[name], is_newest, limits.collection_bytes):
            target.write(chunk)
    try:
        return read_database(path, limits)
    finally:
        path.unlink()


def _names(archive: ZipFile, members: Mapping[str, ZipInfo], is_newest: bool) -> dict[str, str]:
    """Which member is which file. A package without a list has no media."""
    if "media" not in members:
        return {}
    content = _read(archive, members["media"], is_newest, _LARGEST_LIST)
    try:
        if is_newest:
            return media_names(content)
        listed: Any = json.loads(content or b"{}")
    except (BrokenMessage, ValueError, RecursionError) as error:
        raise _Damaged from error
    if not isinstance(listed, dict):
        raise _Damaged
    return {member: str(name) for member, name in listed.items()}


class _Media:
    def __init__(
        self,
        archive: ZipFile,
        members: Mapping[str, ZipInfo],
        is_newest: bool,
        directory: Path,
        limits: PackageLimits,
    ) -> None:
        self._archive = archive
        self._members = members
        self._is_newest = is_newest
        self._directory = directory
        self._limits = limits
        self._size = 0

    def unpack(self, names: Mapping[str, str]) -> tuple[list[MediaFile], list[tuple[str, str]]]:
        if len(names) > self._limits.media:
            raise PackageIsRefused("TOO_MANY_MEDIA")
        taken: dict[str, MediaFile] = {}
        left_out: list[tuple[str, str]] = []
        for number, (member, name) in enumerate(names.items()):
            reason = self._objection(member, name) or self._take(number, member, name, taken)
            if reason is not None:
                left_out.append((name[:_LONGEST_NAME], reason))
        return list(taken.values()), left_out

    def _objection(self, member: str, name: str) -> str | None:
        if _UNSAFE.search(name) or len(name.encode()) > _LONGEST_NAME:
            return "MEDIA_NAME_IS_UNSAFE"
        return None if member.isdecimal() and member in self._members else "MEDIA_IS_MISSING"

    def _take(self, number: int, member: str, name: str, taken: dict[str, MediaFile]) -> str | None:
        path = self._directory / f"{number}.media"
        size = 0
        try:
            with path.open("wb") as target:
                for chunk in _chunks(self._archive, self._members[member], self._is_newest, self._limits.media_bytes):
                    size += len(chunk)
                    target.write(chunk)
        except (_TooLarge, _Damaged, BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
            path.unlink()
            return "MEDIA_IS_TOO_LARGE" if isinstance(error, _TooLarge) else "MEDIA_IS_DAMAGED"
        self._size += size
        if self._size > self._limits.all_media_bytes:
            raise _TooLarge
        taken[name] = MediaFile(name, path, size)
        return None


def _read(archive: ZipFile, member: ZipInfo, is_compressed: bool, most: int) -> bytes:
    return b"".join(_chunks(archive, member, is_compressed, most))


def _chunks(archive: ZipFile, member: ZipInfo, is_compressed: bool, most: int) -> Iterator[bytes]:
    """What a member unpacks to, as long as it is no more than that."""
    size = 0
    with archive.open(member) as packed:
        source: Any = packed
        if is_compressed:
            decompressor = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW)
            source = decompressor.stream_reader(packed, read_across_frames=True)
        try:
            while chunk := source.read(_CHUNK):
                size += len(chunk)
                if size > most:
                    raise _TooLarge
                yield chunk
        except (_TooLarge, MemoryError):
            raise
        except Exception as error:
            # Each way of compressing has an error of its own for what is damaged.
            raise _Damaged from error
