"""Proving anew who one is, before what is dangerous: a session that was left open somewhere must not be enough.

A session remembers when whoever holds it last proved who they are: when it was opened, or by `reauthenticate` since. A
use case that needs a fresh proof begins with `require_recent_proof`.
"""

from datetime import timedelta
from uuid import UUID

from subgraphs.accounts.errors import ReauthenticationIsNeeded
from subgraphs.accounts.models.sessions import SessionRow
from subgraphs.accounts.repository.sessions import SessionsRepository
from subgraphs.shared.caller import Caller
from subgraphs.shared.errors import Forbidden, Unauthenticated
from subgraphs.shared.unit_of_work import UnitOfWork


async def require_recent_proof(work: UnitOfWork, caller: Caller, within: timedelta) -> SessionRow:
    """The caller's session, in which they proved who they are within `credentials.reauthentication_lifetime`.

    Raises `ReauthenticationIsNeeded`, and `Forbidden` for one who has no session of their own: an API key, or an
    administrator in somebody's name.
    """
    session = await require_own_session(work, caller)
    proven_at = session.reauthenticated_at
    if proven_at is None or proven_at + within <= work.now:
        raise ReauthenticationIsNeeded
    return session


async def require_own_session(work: UnitOfWork, caller: Caller) -> SessionRow:
    """The session that the caller acts in. Raises `Forbidden` where there is none, `Unauthenticated` where it ended."""
    if caller.session_id is None or caller.impersonator_id is not None:
        raise Forbidden("Only somebody who has signed in themselves may do this.")
    session = await SessionsRepository(work.session).open_session_of(caller.user_id, caller.session_id)
    if session is None:
        raise Unauthenticated("This session has ended. Sign in again.")
    return session


async def record_proof(work: UnitOfWork, user_id: UUID, session_id: UUID) -> None:
    """Somebody just proved in this session who they are, by whatever means."""
    session = await SessionsRepository(work.session).open_session_of(user_id, session_id)
    if session is None:
        raise Unauthenticated("This session has ended. Sign in again.")
    session.reauthenticated_at = work.now
    await work.session.flush()
