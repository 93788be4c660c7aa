"""Choosing the picture that stands for oneself."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from subgraphs.accounts.avatars import FOLDER, AvatarWorkshop
from subgraphs.accounts.errors import FileIsTooLarge, PictureIsNotUsable
from subgraphs.accounts.models.avatars import AvatarRow
from subgraphs.accounts.repository.avatars import AvatarsRepository
from subgraphs.accounts.repository.people import PeopleRepository
from subgraphs.shared.database import Database
from subgraphs.shared.images import PictureIsRefused, StoredPicture
from subgraphs.shared.objects import ObjectStore
from subgraphs.shared.unit_of_work import UnitOfWork
from subgraphs.shared.uploads import UploadedFile

_GRACE = timedelta(days=1)
"""How old a file is at least that is taken for a left-over: a younger one may be about to be referred to."""


async def make_avatar(workshop: AvatarWorkshop, file: UploadedFile) -> Sequence[StoredPicture]:
    """Before the transaction, since it takes its time. Who cannot keep the files deletes them."""
    if file.size > workshop.max_bytes:
        raise FileIsTooLarge(workshop.max_bytes)
    try:
        return await workshop.make(file)
    except PictureIsRefused as error:
        raise PictureIsNotUsable(error.reason) from error


async def set_avatar(work: UnitOfWork, user_id: UUID, pictures: Sequence[StoredPicture]) -> list[str]:
    """The keys of the avatar before, to delete when this is certain."""
    await PeopleRepository(work.session).lock(user_id)
    repository = AvatarsRepository(work.session)
    before = await repository.take(user_id)
    files = [{"key": picture.key, "width": picture.width} for picture in pictures]
    await repository.add(AvatarRow(user_id=user_id, files=files, uploaded_at=work.now))
    return before


async def remove_avatar(work: UnitOfWork, user_id: UUID) -> list[str]:
    """The keys of what it was, to delete when this is certain."""
    return await AvatarsRepository(work.session).take(user_id)


async def collect_left_overs(database: Database, objects: ObjectStore, now: datetime) -> int:
    """Delete files that stand for nobody, as a process leaves them that was killed at the wrong instant."""
    found = [info async for info in objects.listing(FOLDER)]
    async with database.read() as session:
        kept = await AvatarsRepository(session).all_keys()
    left_over = [info.key for info in found if info.key not in kept and info.written_at <= now - _GRACE]
    await objects.delete(*left_over)
    return len(left_over)
