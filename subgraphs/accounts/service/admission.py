"""From a first factor to a session: at once, or by way of a second factor where the account has one.

Whatever proves the first factor ends here: a password, or an identity elsewhere. What is itself two factors, such as a
passkey that verified its user, opens a session directly.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.accounts.credentials import Credentials
from subgraphs.accounts.errors import ChallengeIsNotValid, SecondFactorIsWrong
from subgraphs.accounts.jobs import TellOfLockout
from subgraphs.accounts.models.second_factors import SignInChallengeRow
from subgraphs.accounts.repository.accounts import Account, AccountsRepository
from subgraphs.accounts.repository.passkeys import PasskeysRepository
from subgraphs.accounts.repository.second_factors import SecondFactorsRepository
from subgraphs.accounts.second_factors import SecondFactor, in_declared_order
from subgraphs.accounts.service import throttling
from subgraphs.accounts.service.codes import accept_code
from subgraphs.accounts.service.sessions import OpenedSession, open_session
from subgraphs.accounts.tokens import SignedToken, hash_of_refresh_token, new_refresh_token
from subgraphs.shared.client import Client
from subgraphs.shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Challenge:
    """What somebody is handed whose first factor was right. The token exists in clear only here."""

    token: SignedToken
    kinds: list[SecondFactor]


async def admit(
    work: UnitOfWork, account: Account, first_factor: str, credentials: Credentials, client: Client
) -> OpenedSession | Challenge:
    """A session, or a challenge where the account has a second factor."""
    kinds = await second_factors_of(work.session, account.user.id)
    if not kinds:
        return await open_session(work, account, credentials, client)
    token = SignedToken(new_refresh_token(), work.now + credentials.challenge_lifetime)
    await SecondFactorsRepository(work.session).add_challenge(
        SignInChallengeRow(
            token_hash=hash_of_refresh_token(token.text),
            user_id=account.user.id,
            first_factor=first_factor,
            created_at=work.now,
            expires_at=token.expires_at,
        )
    )
    return Challenge(token, kinds)


async def second_factors_of(session: AsyncSession, user_id: UUID) -> list[SecondFactor]:
    """By which this person can answer a challenge; none where they have not set one up."""
    repository = SecondFactorsRepository(session)
    if not await repository.has_confirmed_totp(user_id):
        return []
    kinds = {SecondFactor.TOTP}
    if await PasskeysRepository(session).count_of_user(user_id):
        kinds.add(SecondFactor.PASSKEY)
    if await repository.unused_recovery_codes(user_id):
        kinds.add(SecondFactor.RECOVERY_CODE)
    return in_declared_order(kinds)


async def find_challenge(work: UnitOfWork, token: str) -> SignInChallengeRow:
    """Raises `ChallengeIsNotValid`."""
    challenge = await SecondFactorsRepository(work.session).challenge(hash_of_refresh_token(token))
    if challenge is None or challenge.used_at is not None or challenge.expires_at <= work.now:
        raise ChallengeIsNotValid
    return challenge


async def take_challenge(work: UnitOfWork, token: str, credentials: Credentials) -> SignInChallengeRow:
    """The challenge, with one more attempt counted. Raises `ChallengeIsNotValid` and `TooManyAttempts`."""
    challenge = await find_challenge(work, token)
    reached = await throttling.take(work, [credentials.throttles.proof(challenge.user_id)])
    if reached:
        work.enqueue(TellOfLockout(user_id=challenge.user_id))
    challenge.attempts += 1
    return challenge


async def answer_challenge(
    work: UnitOfWork, challenge: SignInChallengeRow, credentials: Credentials, client: Client
) -> OpenedSession:
    """Open the session, because the second factor was right."""
    account = await AccountsRepository(work.session).account(challenge.user_id)
    if account is None:
        raise ChallengeIsNotValid
    challenge.used_at = work.now
    await throttling.forget(work, credentials.throttles.proof(challenge.user_id))
    return await open_session(work, account, credentials, client)


async def answer_with_code(
    work: UnitOfWork, token: str, kind: SecondFactor, code: str, credentials: Credentials, client: Client
) -> OpenedSession | None:
    """None for a wrong code: that it was tried must be committed, so refusing is left to `require_right_code`."""
    challenge = await take_challenge(work, token, credentials)
    if not await accept_code(work, challenge.user_id, kind, code, credentials.sealer):
        if challenge.attempts >= credentials.challenge_attempts:
            challenge.used_at = work.now
        return None
    return await answer_challenge(work, challenge, credentials, client)


def require_right_code(opened: OpenedSession | None) -> OpenedSession:
    if opened is None:
        raise SecondFactorIsWrong
    return opened
