"""Files of captures: looked at, and kept."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from subgraphs.learning.capture_errors import (
    FileIsDamaged,
    FileIsEmpty,
    FileIsTooLarge,
    FileTypeIsNotTaken,
    PictureIsTooLarge,
)
from subgraphs.learning.capture_settings import CaptureSettings
from subgraphs.learning.capturing.texts import decode_text
from subgraphs.shared.file_types import HEAD_BYTES, FileType, sniff
from subgraphs.shared.images import PictureIsRefused, PictureOutput, PictureWorkshop, store_pictures
from subgraphs.shared.objects import ObjectStore, new_key
from subgraphs.shared.uploads import UploadedFile

FOLDER = "captures"


@dataclass(frozen=True, slots=True)
class KeptFile:
    key: str
    size: int
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class CaptureFiles:
    objects: ObjectStore
    pictures: PictureWorkshop
    settings: CaptureSettings

    async def read_text(self, file: UploadedFile, path: Sequence[str]) -> str:
        """The text of a file, in whatever encoding. Raises refusals."""
        _check_size(file, self.settings.capture_text_bytes, path)
        text = decode_text(await file.read())
        if text is None:
            raise FileTypeIsNotTaken("plain text, SubRip (SRT) and WebVTT subtitles", path)
        return text

    @asynccontextmanager
    async def keeping_picture(self, capture_id: UUID, file: UploadedFile) -> AsyncIterator[KeptFile]:
        """A screenshot, written anew without metadata. It is not kept where the block raises."""
        await self._recognised(file, self.settings.capture_image_bytes, "JPEG, PNG, GIF, WebP and AVIF pictures")
        outputs = [PictureOutput(self.settings.capture_image_width)]
        try:
            pictures = await self.pictures.render(await file.read(), outputs)
        except PictureIsRefused as error:
            if error.reason in ("TOO_MANY_PIXELS", "TOO_COSTLY"):
                raise PictureIsTooLarge(self.settings.image_max_pixels) from error
            raise FileIsDamaged from error
        (stored,) = await store_pictures(self.objects, _folder(capture_id), pictures)
        async with self._unless_it_fails(KeptFile(stored.key, stored.size, stored.width, stored.height)) as kept:
            yield kept

    @asynccontextmanager
    async def keeping_video(self, capture_id: UUID, file: UploadedFile) -> AsyncIterator[KeptFile]:
        """A film, as it is. It is not kept where the block raises."""
        found = await self._recognised(file, self.settings.capture_video_bytes, "MP4 and WebM films", "video")
        key = new_key(_folder(capture_id), found)
        await self.objects.put(key, file.chunks())
        async with self._unless_it_fails(KeptFile(key, file.size)) as kept:
            yield kept

    @asynccontextmanager
    async def _unless_it_fails(self, kept: KeptFile) -> AsyncIterator[KeptFile]:
        try:
            yield kept
        except BaseException:
            await self.objects.delete(kept.key)
            raise

    async def _recognised(self, file: UploadedFile, most: int, taken: str, family: str = "image") -> FileType:
        _check_size(file, most)
        found = sniff(await file.read(HEAD_BYTES))
        if found is None or found.family != family:
            raise FileTypeIsNotTaken(taken)
        return found


def _check_size(file: UploadedFile, most: int, path: Sequence[str] = ("input", "file")) -> None:
    if file.size == 0:
        raise FileIsEmpty(path)
    if file.size > most:
        raise FileIsTooLarge(most, path)


def _folder(capture_id: UUID) -> str:
    return f"{FOLDER}/{capture_id.hex}"
