"""Tags as a whole: renamed, merged, taken off everything."""

from uuid import UUID

from subgraphs.learning.card_errors import TagIsUnknown, TextIsMissing, TextIsTooLong
from subgraphs.learning.repository.tags import TagRepository
from subgraphs.learning.service.card_texts import LONGEST_TAG, tidied_tags
from subgraphs.shared.unit_of_work import UnitOfWork


async def rename_tag(work: UnitOfWork, owner_id: UUID, tag: str, new_tag: str) -> tuple[str, int]:
    """The tag as it is written now, and how many cards have it. One that exists already takes up the other."""
    old = _tidy(tag, "tag")
    new = _tidy(new_tag, "newTag")
    if len(new) > LONGEST_TAG:
        raise TextIsTooLong(LONGEST_TAG, ("newTag",))
    repository = TagRepository(work.session)
    if not await repository.count(owner_id, old):
        raise TagIsUnknown
    if new != old:
        await repository.rename(owner_id, old, new)
    return new, await repository.count(owner_id, new)


async def delete_tag(work: UnitOfWork, owner_id: UUID, tag: str) -> int:
    """Take a tag off all cards; how many that were."""
    old = _tidy(tag, "tag")
    repository = TagRepository(work.session)
    count = await repository.count(owner_id, old)
    if not count:
        raise TagIsUnknown
    await repository.delete(owner_id, old)
    return count


def _tidy(tag: str, name: str) -> str:
    tidy = tidied_tags([tag])
    if not tidy:
        raise TextIsMissing((name,))
    return tidy[0]
