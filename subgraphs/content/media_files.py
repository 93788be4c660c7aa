"""Files of media: looked at, brought into their lasting form, and kept."""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from subgraphs.content.media_errors import (
    FileDiffers,
    FileIsDamaged,
    FileIsEmpty,
    FileIsTooLarge,
    FileTypeIsNotTaken,
    PictureIsTooCostly,
    PictureIsTooLarge,
)
from subgraphs.content.models.media import MediaKind, MediaRow
from subgraphs.content.settings import ContentSettings
from subgraphs.shared.confined_process import ProgramFailed, run_confined
from subgraphs.shared.file_types import AUDIO_WEBM, HEAD_BYTES, M4A, MP4, WEBM, Family, FileType, by_extension, sniff
from subgraphs.shared.images import (
    PictureFormat,
    PictureIsRefused,
    PictureOutput,
    PictureWorkshop,
    StoredPicture,
    store_pictures,
)
from subgraphs.shared.objects import ObjectStore, new_key
from subgraphs.shared.uploads import FileSpool, UploadedFile

_PROGRAM = Path(__file__).with_name("media_process.py")
_PATIENCE = timedelta(seconds=30)
INCOMING, KEPT = "incoming", "media"
_FORMATS: tuple[PictureFormat, ...] = ("AVIF", "WEBP")

_KINDS: dict[Family, MediaKind] = {
    "image": MediaKind.IMAGE,
    "audio": MediaKind.AUDIO,
    "video": MediaKind.VIDEO,
    "document": MediaKind.DOCUMENT,
}
_FAMILIES: dict[MediaKind, Family] = {kind: family for family, kind in _KINDS.items()}
_WITHOUT_PICTURE = {MP4: M4A, WEBM: AUDIO_WEBM}
_CONTAINERS = {M4A: MP4, AUDIO_WEBM: WEBM}


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file in its lasting form."""

    key: str
    file_type: FileType
    size: int
    width: int | None = None
    height: int | None = None
    seconds: float | None = None

    @property
    def kind(self) -> MediaKind:
        return _KINDS[self.file_type.family]


def kind_of(file_type: FileType) -> MediaKind:
    return _KINDS[file_type.family]


def largest(kind: MediaKind, settings: ContentSettings) -> int:
    """Bytes of a file of this kind."""
    sizes: dict[Family, int] = {
        "image": settings.media_image_bytes,
        "audio": settings.media_audio_bytes,
        "video": settings.media_video_bytes,
        "document": settings.media_document_bytes,
    }
    return sizes[_FAMILIES[kind]]


def type_of_key(key: str) -> FileType | None:
    return by_extension(key.rpartition(".")[2])


def keys_of(row: MediaRow) -> list[str]:
    """All files of a medium."""
    keys = [row.object_key, row.incoming_key, *(variant["key"] for variant in row.variants)]
    return [key for key in keys if key is not None]


@dataclass(frozen=True, slots=True)
class MediaFiles:
    """What media are kept in, and how they get there."""

    objects: ObjectStore
    pictures: PictureWorkshop
    settings: ContentSettings

    def incoming_key(self, media_id: UUID, file_type: FileType) -> str:
        """Where a client puts a file by itself."""
        return new_key(f"{INCOMING}/{media_id.hex}", file_type)

    async def keep(
        self, media_id: UUID, file: UploadedFile, path: Sequence[str], announced: FileType | None = None
    ) -> KeptFile:
        """Look at a file and keep it. Raises `FileIsRefused`, and then nothing is kept."""
        found = await self._recognised(file, path)
        if announced is not None and not is_like(found, announced):
            raise FileDiffers(path)
        folder = f"{KEPT}/{media_id.hex}"
        if found.family == "image":
            return await self._keep_picture(folder, file, path)
        measured = await _measured(file, found, path)
        file_type = _WITHOUT_PICTURE.get(found, found) if measured.get("width") is None else found
        key = new_key(folder, file_type)
        await self.objects.put(key, file.chunks())
        return KeptFile(
            key, file_type, file.size, measured.get("width"), measured.get("height"), measured.get("seconds")
        )

    @asynccontextmanager
    async def discarded_unless_used(self, kept: KeptFile) -> AsyncIterator[Callable[[MediaRow], None]]:
        """A file that was kept for a medium goes again, unless the block names a medium that has it."""
        used: list[MediaRow] = []
        try:
            yield used.append
        finally:
            if all(row.object_key != kept.key for row in used):
                await self.objects.delete(kept.key)

    async def variants(self, media_id: UUID, key: str) -> list[dict[str, Any]]:
        """Make and keep the sizes of a picture that pages choose from, as its row remembers them."""
        outputs = [PictureOutput(width, form) for form in _FORMATS for width in sorted(self.settings.media_widths)]
        pictures = await self.pictures.render(await self.objects.read_all(key), outputs)
        stored = await store_pictures(self.objects, f"{KEPT}/{media_id.hex}", pictures)
        return [_remembered(picture) for picture in stored]

    @asynccontextmanager
    async def fetched(self, key: str, max_bytes: int) -> AsyncIterator[UploadedFile]:
        """An object as a file of this machine while the block runs. Raises `ObjectIsMissing`, `UploadTooLarge`."""
        spool = FileSpool("", "", max_bytes)
        try:
            async for chunk in self.objects.read(key):
                await spool.write(chunk)
            yield spool.finish()
        finally:
            spool.close()

    async def _recognised(self, file: UploadedFile, path: Sequence[str]) -> FileType:
        if file.size == 0:
            raise FileIsEmpty(path)
        found = sniff(await file.read(HEAD_BYTES))
        if found is None:
            raise FileTypeIsNotTaken(path)
        most = largest(kind_of(found), self.settings)
        if file.size > most:
            raise FileIsTooLarge(most, path)
        return found

    async def _keep_picture(self, folder: str, file: UploadedFile, path: Sequence[str]) -> KeptFile:
        outputs = [PictureOutput(self.settings.media_largest_width)]
        try:
            pictures = await self.pictures.render(await file.read(), outputs)
        except PictureIsRefused as error:
            match error.reason:
                case "TOO_MANY_PIXELS":
                    raise PictureIsTooLarge(self.settings.image_max_pixels, path) from error
                case "TOO_COSTLY":
                    raise PictureIsTooCostly(path) from error
                case _:
                    raise FileIsDamaged(path) from error
        (kept,) = await store_pictures(self.objects, folder, pictures)
        return KeptFile(kept.key, kept.file_type, kept.size, kept.width, kept.height)


def is_like(found: FileType, announced: FileType) -> bool:
    """What is called a recording may stand in the container of a film."""
    return _CONTAINERS.get(found, found) is _CONTAINERS.get(announced, announced)


async def _measured(file: UploadedFile, file_type: FileType, path: Sequence[str]) -> dict[str, Any]:
    if file_type.family == "document":
        return {}
    try:
        answer = await run_confined(_PROGRAM, [file_type.extension], file.on_disk(), _PATIENCE)
    except ProgramFailed as error:
        raise FileIsDamaged(path) from error
    measured: dict[str, Any] = json.loads(answer)
    return measured


def _remembered(picture: StoredPicture) -> dict[str, Any]:
    return {
        "key": picture.key,
        "contentType": picture.file_type.content_type,
        "width": picture.width,
        "height": picture.height,
        "size": picture.size,
    }
