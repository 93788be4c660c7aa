"""Whether there is what a learner names."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.learning.errors import CatalogueIsNotKnown
from subgraphs.learning.models.items import ItemRef, ItemRow
from subgraphs.learning.repository.items import ItemRepository


async def offered_items(session: AsyncSession, user_id: UUID, refs: Iterable[ItemRef]) -> dict[ItemRef, ItemRow]:
    """Those of which this learner may make cards; what is missing does not exist, as far as they may know.

    Raises `CatalogueIsNotKnown` while nothing was heard of the dictionary: then nothing is missing for certain.
    """
    wanted = list(dict.fromkeys(refs))
    repository = ItemRepository(session)
    found = await repository.offered(wanted, user_id)
    if len(found) < len(wanted) and not await repository.is_catalogue_known():
        raise CatalogueIsNotKnown
    return found
