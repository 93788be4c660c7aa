"""Tokens that prove that somebody reads an address.

A token is derived from a number that a job carries, with a key that is not in the database: so the letter can be
written after the answer, and again after a failure, and still nobody who reads the database can make the token.
"""

from collections.abc import Collection
from uuid import UUID

from subgraphs.accounts.credentials import Credentials
from subgraphs.accounts.errors import MailedTokenIsNotValid
from subgraphs.accounts.jobs import MailedTokenPurpose, MailToken
from subgraphs.accounts.models.mailed_tokens import MailedTokenRow
from subgraphs.accounts.repository.mailed_tokens import MailedTokensRepository
from subgraphs.accounts.sealing import Sealer
from subgraphs.accounts.service import throttling
from subgraphs.accounts.tokens import hash_of_refresh_token
from subgraphs.shared.client import Client
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork


def token_of(sealer: Sealer, nonce: UUID) -> str:
    return sealer.digest("mailed-token", nonce.hex)


def token_hash_of(token: str) -> str:
    return hash_of_refresh_token(token)


def mail_token(work: UnitOfWork, user_id: UUID | None, purpose: MailedTokenPurpose) -> None:
    """Have a letter with a new token written to this person's address. The same is done where there is nobody."""
    work.enqueue(MailToken(user_id=user_id, purpose=purpose, nonce=new_id()))


async def count_mailed_token(work: UnitOfWork, credentials: Credentials, client: Client) -> None:
    """Somebody shows a token. Counted in a transaction of its own, which a wrong token does not undo."""
    await throttling.take(work, credentials.throttles.mailed_token_from(client))


async def find_token(work: UnitOfWork, token: str, purposes: Collection[MailedTokenPurpose]) -> MailedTokenRow:
    """Used or not. Raises `MailedTokenIsNotValid`: one answer for all that is wrong with it."""
    row = await MailedTokensRepository(work.session).find(token_hash_of(token))
    if row is None or row.purpose not in purposes or row.expires_at <= work.now:
        raise MailedTokenIsNotValid
    return row


async def find_unused_token(work: UnitOfWork, token: str, purpose: MailedTokenPurpose) -> MailedTokenRow:
    row = await find_token(work, token, (purpose,))
    if row.used_at is not None:
        raise MailedTokenIsNotValid
    return row
