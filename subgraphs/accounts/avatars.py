"""Avatars as files: square pictures in a few sizes, under addresses that nobody can guess.

What a person uploads is never given out: it is written anew, which leaves out where a photograph was taken, and
whatever else may be in a file.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from subgraphs.shared.images import (
    PictureOutput,
    PictureWorkshop,
    StoredPicture,
    store_pictures,
)
from subgraphs.shared.object_urls import PUBLIC
from subgraphs.shared.objects import ObjectStore
from subgraphs.shared.uploads import UploadedFile

SIZES = (64, 128, 256, 512)
"""Pixels of each side. A picture that is smaller is not made larger."""

FOLDER = f"{PUBLIC}avatars"


@dataclass(frozen=True, slots=True)
class AvatarWorkshop:
    """Makes avatars of uploads."""

    pictures: PictureWorkshop
    objects: ObjectStore
    max_bytes: int

    async def make(self, file: UploadedFile) -> Sequence[StoredPicture]:
        """Raises `PictureIsRefused`; what is stored is the caller's to keep or to delete."""
        outputs = [PictureOutput(size, "WEBP", is_square=True) for size in SIZES]
        rendered = await self.pictures.render(await file.read(), outputs)
        return await store_pictures(self.objects, FOLDER, rendered)
