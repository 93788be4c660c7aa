"""Files of flashcards: looked at, and kept.

A picture is written anew, no wider than pages need, which leaves out where a photograph was taken. A recording is kept
as it is. The same file is kept once for each learner, however often it is sent.
"""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from subgraphs.learning.capture_errors import (
    FileIsDamaged,
    FileIsEmpty,
    FileIsTooLarge,
    FileTypeIsNotTaken,
    PictureIsTooLarge,
)
from subgraphs.learning.card_settings import CardSettings
from subgraphs.learning.models.media import MediaKind
from subgraphs.shared.file_types import HEAD_BYTES, sniff
from subgraphs.shared.images import PictureIsRefused, PictureOutput, PictureWorkshop, store_pictures
from subgraphs.shared.objects import ObjectStore, new_key
from subgraphs.shared.uploads import UploadedFile

FOLDER = "flashcards"
_TAKEN = "JPEG, PNG, GIF, WebP and AVIF pictures, and MP3, AAC, M4A, Ogg, WAV, FLAC and WebM recordings"


@dataclass(frozen=True, slots=True)
class KeptMedia:
    """A file in the store."""

    kind: MediaKind
    key: str
    content_type: str
    size: int
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class FlashcardFiles:
    objects: ObjectStore
    pictures: PictureWorkshop
    settings: CardSettings

    async def digest(self, file: UploadedFile) -> str:
        """What tells this file from others, in hexadecimal. Raises refusals for one that is too large or empty."""
        if file.size == 0:
            raise FileIsEmpty
        if file.size > self.settings.flashcard_media_bytes:
            raise FileIsTooLarge(self.settings.flashcard_media_bytes)
        found = sha256()
        async for chunk in file.chunks():
            found.update(chunk)
        return found.hexdigest()

    async def keep(self, owner_id: UUID, file: UploadedFile) -> KeptMedia:
        """Whoever cannot refer to it then deletes it. Raises refusals."""
        found = sniff(await file.read(HEAD_BYTES))
        folder = f"{FOLDER}/{owner_id.hex}"
        if found is not None and found.family == "image":
            return await self._keep_picture(folder, file)
        if found is None or found.family != "audio":
            raise FileTypeIsNotTaken(_TAKEN)
        key = new_key(folder, found)
        await self.objects.put(key, file.chunks())
        return KeptMedia(MediaKind.AUDIO, key, found.content_type, file.size)

    async def _keep_picture(self, folder: str, file: UploadedFile) -> KeptMedia:
        try:
            outputs = [PictureOutput(self.settings.flashcard_media_width)]
            pictures = await self.pictures.render(await file.read(), outputs)
        except PictureIsRefused as error:
            if error.reason in ("TOO_MANY_PIXELS", "TOO_COSTLY"):
                raise PictureIsTooLarge(self.settings.image_max_pixels) from error
            raise FileIsDamaged from error
        (stored,) = await store_pictures(self.objects, folder, pictures)
        content_type = stored.file_type.content_type
        return KeptMedia(MediaKind.IMAGE, stored.key, content_type, stored.size, stored.width, stored.height)
