"""Following somebody, which asks nobody's leave."""

from uuid import UUID

from subgraphs.accounts.errors import UserIsUnknown
from subgraphs.accounts.events import UserFollowed, UserUnfollowed
from subgraphs.accounts.repository.people import PeopleRepository
from subgraphs.accounts.service.friends import ties_to
from subgraphs.shared.unit_of_work import UnitOfWork


async def follow(work: UnitOfWork, caller_id: UUID, user_id: UUID | None) -> UUID:
    """Nothing to do for a follower."""
    followee, ties = await ties_to(work, caller_id, user_id)
    if ties.has_blocked:
        raise UserIsUnknown
    if await PeopleRepository(work.session).follow(caller_id, followee, work.now):
        work.announce(UserFollowed(user_id=followee, follower_id=caller_id))
    return followee


async def unfollow(work: UnitOfWork, caller_id: UUID, user_id: UUID | None) -> UUID:
    followee, _ = await ties_to(work, caller_id, user_id)
    if await PeopleRepository(work.session).unfollow(caller_id, followee):
        work.announce(UserUnfollowed(user_id=followee, follower_id=caller_id))
    return followee
