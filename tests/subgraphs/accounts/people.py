"""People who are just there: nobody registers, no password is hashed."""

from uuid import UUID

from subgraphs.accounts.models.sessions import SessionRow
from subgraphs.accounts.models.users import ProfileRow, UserRow
from subgraphs.accounts.repository.accounts import AccountsRepository
from subgraphs.accounts.repository.sessions import SessionsRepository
from tests.support.subgraphs import SubgraphUnderTest

People = dict[str, UUID]


async def add_people(accounts: SubgraphUnderTest, *handles: str) -> People:
    """By handle. They have confirmed their addresses, such as mika@example.com."""
    added: People = {}
    async with accounts.subgraph.transactions.begin() as work:
        for handle in handles:
            address = f"{handle}@example.com"
            user = UserRow(
                handle=handle,
                email=address,
                email_key=address,
                email_confirmed_at=work.now,
                password_hash="",
                roles=["USER"],
                created_at=work.now,
            )
            profile = ProfileRow(
                user_id=user.id,
                display_name=handle,
                locale="en",
                time_zone="UTC",
                languages=["ja"],
                updated_at=work.now,
            )
            await AccountsRepository(work.session).add_account(user, profile)
            added[handle] = user.id
    return added


async def add_person(accounts: SubgraphUnderTest, handle: str) -> UUID:
    return (await add_people(accounts, handle))[handle]


async def add_session(accounts: SubgraphUnderTest, user_id: UUID) -> UUID:
    """A session in which somebody has just proven who they are."""
    async with accounts.subgraph.transactions.begin() as work:
        session = SessionRow(user_id=user_id, created_at=work.now, reauthenticated_at=work.now)
        await SessionsRepository(work.session).add_session(session)
        return session.id
