"""Friends: asked, accepted, declined, taken back, parted from."""

from uuid import UUID

from subgraphs.accounts.errors import (
    AskedTooManyPeople,
    FriendRequestIsUnknown,
    IsAlreadyAFriend,
    IsOneself,
    TextIsTooLong,
    UserIsUnknown,
)
from subgraphs.accounts.events import FriendshipBegan, FriendshipEnded, FriendshipRequested
from subgraphs.accounts.models.people import FriendRequestRow
from subgraphs.accounts.repository.accounts import AccountsRepository
from subgraphs.accounts.repository.people import PeopleRepository, Ties
from subgraphs.shared.unit_of_work import UnitOfWork

LONGEST_MESSAGE = 300


async def ties_to(work: UnitOfWork, caller_id: UUID, user_id: UUID | None) -> tuple[UUID, Ties]:
    """What the caller is to a person that they may know of, both of whom nobody else changes meanwhile."""
    if user_id is None:
        raise UserIsUnknown
    if user_id == caller_id:
        raise IsOneself
    repository = PeopleRepository(work.session)
    await repository.lock(caller_id, user_id)
    ties = await repository.tie(caller_id, user_id)
    exists = await AccountsRepository(work.session).existing_ids([user_id])
    if not exists or ties.is_blocked_by:
        raise UserIsUnknown
    return user_id, ties


async def request_friendship(
    work: UnitOfWork, caller_id: UUID, user_id: UUID | None, message: str | None, most: int
) -> FriendRequestRow | None:
    """Ask somebody to be friends; asking again has no effect. None where they had asked too: now they are friends."""
    if message is not None and len(message) > LONGEST_MESSAGE:
        raise TextIsTooLong(f"This has at most {LONGEST_MESSAGE} characters.", ["input", "message"])
    recipient, ties = await ties_to(work, caller_id, user_id)
    if ties.has_blocked:
        raise UserIsUnknown
    if ties.is_friend:
        raise IsAlreadyAFriend
    if ties.sent_request is not None:
        return ties.sent_request
    if ties.received_request is not None:
        await _begin(work, ties.received_request)
        return None
    repository = PeopleRepository(work.session)
    if await repository.count_requests_from(caller_id) >= most:
        raise AskedTooManyPeople(most)
    request = FriendRequestRow(
        requester_id=caller_id, recipient_id=recipient, message=message or None, created_at=work.now
    )
    await repository.add_request(request)
    work.announce(FriendshipRequested(request_id=request.id, requester_id=caller_id, recipient_id=recipient))
    return request


async def accept_request(work: UnitOfWork, caller_id: UUID, request_id: UUID | None) -> UUID:
    """Whose friend the caller has become."""
    request = await _request(work, request_id)
    if request.recipient_id != caller_id:
        raise FriendRequestIsUnknown
    await _begin(work, request)
    return request.requester_id


async def decline_request(work: UnitOfWork, caller_id: UUID, request_id: UUID | None) -> UUID:
    """Whose request is gone. They are not told."""
    request = await _request(work, request_id)
    if request.recipient_id != caller_id:
        raise FriendRequestIsUnknown
    await PeopleRepository(work.session).delete_request(request.id)
    return request.requester_id


async def cancel_request(work: UnitOfWork, caller_id: UUID, request_id: UUID | None) -> UUID:
    """Who is not asked any more."""
    request = await _request(work, request_id)
    if request.requester_id != caller_id:
        raise FriendRequestIsUnknown
    await PeopleRepository(work.session).delete_request(request.id)
    return request.recipient_id


async def remove_friend(work: UnitOfWork, caller_id: UUID, user_id: UUID | None) -> UUID:
    """Not to be friends any more; nothing to do where they were not."""
    friend, _ = await ties_to(work, caller_id, user_id)
    if await PeopleRepository(work.session).unfriend(caller_id, friend):
        work.announce(FriendshipEnded(user_id=caller_id, friend_id=friend))
    return friend


async def _request(work: UnitOfWork, request_id: UUID | None) -> FriendRequestRow:
    found = await PeopleRepository(work.session).find_request(request_id) if request_id is not None else None
    if found is None:
        raise FriendRequestIsUnknown
    return found


async def _begin(work: UnitOfWork, request: FriendRequestRow) -> None:
    repository = PeopleRepository(work.session)
    await repository.delete_request(request.id)
    if await repository.befriend(request.requester_id, request.recipient_id, work.now):
        work.announce(FriendshipBegan(user_id=request.recipient_id, friend_id=request.requester_id))
