"""Pictures and recordings of learners, for their cards to show."""

from uuid import UUID

from subgraphs.learning.card_errors import TooMuchMedia
from subgraphs.learning.card_settings import CardSettings
from subgraphs.learning.flashcard_media import KeptMedia
from subgraphs.learning.models.media import MediaRow
from subgraphs.learning.repository.media import MediaRepository
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork

LONGEST_NAME = 200


async def add_media(
    work: UnitOfWork, owner_id: UUID, digest: str, name: str, kept: KeptMedia, limits: CardSettings
) -> MediaRow:
    """Another row comes back where the same file was sent at the same time: then what was kept is not needed."""
    repository = MediaRepository(work.session)
    if await repository.bytes_of(owner_id) + kept.size > limits.flashcard_media_bytes_per_learner:
        raise TooMuchMedia(limits.flashcard_media_bytes_per_learner)
    row = MediaRow(
        id=new_id(),
        owner_id=owner_id,
        kind=kept.kind,
        digest=digest,
        key=kept.key,
        name=_last_part(name),
        content_type=kept.content_type,
        size=kept.size,
        width=kept.width,
        height=kept.height,
        created_at=work.now,
    )
    if await repository.add(row):
        return row
    found = await repository.by_digest(owner_id, digest)
    if found is None:
        raise LookupError(f"media {digest} of {owner_id} is neither new nor known")
    return found


def _last_part(name: str) -> str:
    """Without folders, and without what no file is called."""
    plain = "".join(character for character in name.replace("\\", "/").rpartition("/")[2] if character.isprintable())
    return plain[-LONGEST_NAME:] or "file"
