"""Pictures of users, written anew in the sizes that pages need."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from subgraphs.shared.confined_process import ProgramFailed, run_confined
from subgraphs.shared.file_types import AVIF, GIF, JPEG, PNG, WEBP, FileType
from subgraphs.shared.object_settings import ObjectSettings
from subgraphs.shared.objects import ObjectStore, new_key

_PROGRAM = Path(__file__).with_name("image_process.py")
_TYPES = {"JPEG": JPEG, "PNG": PNG, "GIF": GIF, "WEBP": WEBP, "AVIF": AVIF}

PictureFormat = Literal["WEBP", "AVIF", "JPEG", "PNG"]
RefusedFor = Literal["NOT_A_PICTURE", "TOO_MANY_PIXELS", "DAMAGED", "TOO_COSTLY"]


class PictureIsRefused(Exception):
    """It cannot be used: no picture at all, too many pixels, broken, or nothing that can be read at a fair price."""

    def __init__(self, reason: RefusedFor) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class PictureOutput:
    """One picture to be written. It is never larger than what it is made from."""

    width: int
    format: PictureFormat | None = None
    """None: one like that of the picture it is made from."""

    is_square: bool = False
    """Whether what is over on two sides is cut off."""


@dataclass(frozen=True, slots=True)
class Picture:
    file_type: FileType
    width: int
    height: int
    content: bytes


@dataclass(frozen=True, slots=True)
class StoredPicture:
    key: str
    file_type: FileType
    width: int
    height: int
    size: int


@dataclass(frozen=True, slots=True)
class PictureLimits:
    max_pixels: int
    max_side: int
    memory: int
    timeout: timedelta

    @classmethod
    def from_settings(cls, settings: ObjectSettings) -> "PictureLimits":
        return cls(
            settings.image_max_pixels, settings.image_max_side, settings.image_memory_bytes, settings.image_timeout
        )


class PictureWorkshop:
    """Writes pictures anew, a few at a time; the rest wait."""

    def __init__(self, limits: PictureLimits, at_once: int) -> None:
        self._limits = limits
        self._places = asyncio.Semaphore(at_once)

    @classmethod
    def from_settings(cls, settings: ObjectSettings) -> "PictureWorkshop":
        return cls(PictureLimits.from_settings(settings), settings.images_at_once)

    async def render(self, content: bytes, outputs: Sequence[PictureOutput]) -> list[Picture]:
        """The outputs in their order, without those that would be like one before. Raises `PictureIsRefused`."""
        async with self._places:
            written = await self._run(self._request(outputs) + content)
        head, _, rest = written.partition(b"\n")
        answer = json.loads(head)
        if "refused" in answer:
            raise PictureIsRefused(answer["refused"])
        return _pictures(answer["outputs"], rest)

    def _request(self, outputs: Sequence[PictureOutput]) -> bytes:
        request = {
            "memory": self._limits.memory,
            "seconds": max(1, int(self._limits.timeout.total_seconds())),
            "max_pixels": self._limits.max_pixels,
            "max_side": self._limits.max_side,
            "outputs": [asdict(output) for output in outputs],
        }
        return json.dumps(request).encode() + b"\n"

    async def _run(self, request: bytes) -> bytes:
        try:
            return await run_confined(_PROGRAM, (), request, self._limits.timeout)
        except ProgramFailed as error:
            raise PictureIsRefused("TOO_COSTLY") from error


def _pictures(listed: list[dict[str, Any]], contents: bytes) -> list[Picture]:
    pictures, start = [], 0
    for entry in listed:
        end = start + entry["bytes"]
        pictures.append(Picture(_TYPES[entry["format"]], entry["width"], entry["height"], contents[start:end]))
        start = end
    return pictures


async def store_pictures(objects: ObjectStore, folder: str, pictures: Sequence[Picture]) -> list[StoredPicture]:
    """Under new keys in the folder. Where one cannot be written, those before it are taken back."""
    stored: list[StoredPicture] = []
    try:
        for picture in pictures:
            key = new_key(folder, picture.file_type)
            await objects.put(key, picture.content)
            stored.append(StoredPicture(key, picture.file_type, picture.width, picture.height, len(picture.content)))
    except BaseException:
        await objects.delete(*(picture.key for picture in stored))
        raise
    return stored
