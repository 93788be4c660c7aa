"""Keeping somebody away: blocked people neither see nor reach each other."""

from uuid import UUID

from subgraphs.accounts.errors import IsOneself, UserIsUnknown
from subgraphs.accounts.events import FriendshipEnded, UserBlocked, UserUnblocked, UserUnfollowed
from subgraphs.accounts.repository.accounts import AccountsRepository
from subgraphs.accounts.repository.people import PeopleRepository
from subgraphs.shared.unit_of_work import UnitOfWork


async def block(work: UnitOfWork, caller_id: UUID, user_id: UUID | None) -> UUID:
    """End everything between the two. Somebody who has blocked the caller can be blocked too, and does not show."""
    other = await _other(work, caller_id, user_id)
    repository = PeopleRepository(work.session)
    if not await repository.block(caller_id, other, work.now):
        return other
    await repository.forget_requests_between(caller_id, other)
    if await repository.unfriend(caller_id, other):
        work.announce(FriendshipEnded(user_id=caller_id, friend_id=other))
    for follower, followee in ((caller_id, other), (other, caller_id)):
        if await repository.unfollow(follower, followee):
            work.announce(UserUnfollowed(user_id=followee, follower_id=follower))
    work.announce(UserBlocked(user_id=caller_id, blocked_id=other))
    return other


async def unblock(work: UnitOfWork, caller_id: UUID, user_id: UUID | None) -> UUID:
    """What the block ended does not come back by itself."""
    other = await _other(work, caller_id, user_id)
    if await PeopleRepository(work.session).unblock(caller_id, other):
        work.announce(UserUnblocked(user_id=caller_id, blocked_id=other))
    return other


async def _other(work: UnitOfWork, caller_id: UUID, user_id: UUID | None) -> UUID:
    if user_id is None:
        raise UserIsUnknown
    if user_id == caller_id:
        raise IsOneself
    await PeopleRepository(work.session).lock(caller_id, user_id)
    if not await AccountsRepository(work.session).existing_ids([user_id]):
        raise UserIsUnknown
    return user_id
