"""Passkeys: added, used, removed.

An answer of an authenticator is judged in three steps. A first transaction takes the challenge that it names, so that
no answer counts twice, whatever becomes of it; then it is judged; and a second transaction records what follows.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, TypeVar
from uuid import UUID

from subgraphs.accounts.audit_kinds import AuditKind
from subgraphs.accounts.credentials import Credentials
from subgraphs.accounts.errors import (
    PasskeyIsNotValid,
    PasskeyIsUnknown,
    TextIsEmpty,
    TextIsTooLong,
    TooManyPasskeys,
)
from subgraphs.accounts.jobs import SecurityNotice, TellOfChange
from subgraphs.accounts.models.passkeys import PasskeyChallengeRow, PasskeyRow
from subgraphs.accounts.relying_party import (
    AnswerIsNotValid,
    Attachment,
    Json,
    KnownPasskey,
    NewPasskey,
    PasskeyAnswer,
    Person,
    RelyingParty,
    challenge_in,
    credential_id_in,
    person_in,
)
from subgraphs.accounts.repository.accounts import AccountsRepository
from subgraphs.accounts.repository.passkeys import PasskeysRepository
from subgraphs.accounts.service import admission
from subgraphs.accounts.service.audit import record
from subgraphs.accounts.service.proofs import finish_proof
from subgraphs.accounts.service.reauthentication import require_own_session, require_recent_proof
from subgraphs.accounts.service.sessions import OpenedSession, open_session
from subgraphs.accounts.service.ways_in import require_another_way_in
from subgraphs.shared.caller import Caller
from subgraphs.shared.client import Client
from subgraphs.shared.database import Database
from subgraphs.shared.errors import Unauthenticated
from subgraphs.shared.unit_of_work import UnitOfWork

AcceptedT = TypeVar("AcceptedT")

LONGEST_NAME = 80
_CHALLENGE_BYTES = 32


class Purpose(StrEnum):
    """What an authenticator is asked for."""

    ADD = "add"
    SIGN_IN = "sign-in"
    SECOND_FACTOR = "second-factor"
    PROOF = "proof"

    @property
    def verifies_person(self) -> bool:
        """Whether the authenticator has to see to it that it is its person, by a finger or a PIN. Beside a password it
        need not."""
        return self is not Purpose.SECOND_FACTOR


@dataclass(frozen=True, slots=True)
class PasskeyPolicy:
    party: RelyingParty
    most_passkeys: int
    challenge_lifetime: timedelta
    proof_within: timedelta
    when_counted_backwards: Literal["refuse", "note"]
    requests_per_hour: int


@dataclass(frozen=True, slots=True)
class UsedPasskey:
    """A passkey that answered rightly, before it is known whether it counts backwards."""

    row: PasskeyRow
    answer: PasskeyAnswer


async def begin_adding(work: UnitOfWork, caller: Caller, attachment: Attachment | None, policy: PasskeyPolicy) -> Json:
    """What to ask an authenticator for a new passkey."""
    await require_recent_proof(work, caller, policy.proof_within)
    repository = PasskeysRepository(work.session)
    known = await repository.of_user(caller.user_id)
    if len(known) >= policy.most_passkeys:
        raise TooManyPasskeys(policy.most_passkeys)
    account = await AccountsRepository(work.session).account(caller.user_id)
    if account is None:
        raise Unauthenticated
    person = Person(caller.user_id, account.user.handle, account.profile.display_name)
    challenge = await _new_challenge(work, Purpose.ADD, caller.user_id, policy)
    return policy.party.creation_options(person, challenge, [_known(row) for row in known], attachment)


async def request_passkey(work: UnitOfWork, purpose: Purpose, user_id: UUID | None, policy: PasskeyPolicy) -> Json:
    """What to ask an authenticator to show that it is this user; anybody who has a passkey, where it is nobody."""
    known = await PasskeysRepository(work.session).of_user(user_id) if user_id is not None else ()
    challenge = await _new_challenge(work, purpose, user_id, policy)
    return policy.party.request_options(challenge, [_known(row) for row in known], purpose.verifies_person)


async def take_challenge(work: UnitOfWork, credential: Json, purpose: Purpose, user_id: UUID | None) -> bytes:
    """The challenge that is answered. Raises `PasskeyIsNotValid` where this was not asked, or of somebody else."""
    challenge = _challenge_in(credential)
    row = await PasskeysRepository(work.session).take_challenge(_hash(challenge), purpose.value, work.now)
    if row is None or row.user_id != user_id:
        raise PasskeyIsNotValid
    return challenge


def judge_new(credential: Json, challenge: bytes, policy: PasskeyPolicy) -> NewPasskey:
    try:
        return policy.party.judge_registration(credential, challenge)
    except AnswerIsNotValid as error:
        raise PasskeyIsNotValid from error


async def add_passkey(
    work: UnitOfWork, caller: Caller, name: str, new: NewPasskey, policy: PasskeyPolicy
) -> PasskeyRow:
    await require_recent_proof(work, caller, policy.proof_within)
    repository = PasskeysRepository(work.session)
    if await repository.count_of_user(caller.user_id) >= policy.most_passkeys:
        raise TooManyPasskeys(policy.most_passkeys)
    row = PasskeyRow(
        user_id=caller.user_id,
        credential_id=new.credential_id,
        public_key=new.public_key,
        name=checked_name(name),
        sign_count=new.sign_count,
        transports=list(new.transports),
        is_synced=new.is_synced,
        created_at=work.now,
    )
    await repository.add(row)
    record(work, AuditKind.PASSKEY_ADDED, user_id=caller.user_id, actor=caller, details=_details(row))
    work.enqueue(TellOfChange(user_id=caller.user_id, notice=SecurityNotice.PASSKEY_ADDED))
    return row


async def judge_used(
    database: Database,
    credential: Json,
    challenge: bytes,
    purpose: Purpose,
    user_id: UUID | None,
    policy: PasskeyPolicy,
) -> UsedPasskey:
    """The passkey that answered, of that user or of whoever it says.

    Raises `PasskeyIsNotValid`: one answer for a passkey that nobody has and for a signature that is not its own.
    """
    try:
        credential_id, person = credential_id_in(credential), person_in(credential)
        async with database.read() as session:
            row = await PasskeysRepository(session).find_by_credential(credential_id)
        if row is None:
            raise PasskeyIsNotValid
        # Who has said no name is named by the passkey.
        expected = user_id or person
        if row.user_id != expected or (person is not None and person != expected):
            raise PasskeyIsNotValid
        answer = policy.party.judge_answer(credential, challenge, row.public_key, purpose.verifies_person)
    except AnswerIsNotValid as error:
        raise PasskeyIsNotValid from error
    return UsedPasskey(row, answer)


async def accept_use(work: UnitOfWork, used: UsedPasskey, policy: PasskeyPolicy) -> UUID | None:
    """Record the use; whose passkey it is. None where it counts backwards and is refused: that must be committed, so
    refusing is left to `require_accepted`."""
    row = await PasskeysRepository(work.session).locked(used.row.id)
    if row is None:
        raise PasskeyIsNotValid
    counted, before = used.answer.sign_count, row.sign_count
    if (counted or before) and counted <= before:
        row.regressed_at = work.now
        record(work, AuditKind.PASSKEY_COUNTED_BACKWARDS, user_id=row.user_id, actor=None, details=_details(row))
        if policy.when_counted_backwards == "refuse":
            return None
    row.sign_count = max(counted, before)
    row.is_synced = used.answer.is_synced
    row.last_used_at = work.now
    return row.user_id


async def take_second_factor(
    work: UnitOfWork, token: str, credential: Json, credentials: Credentials
) -> tuple[bytes, UUID]:
    """What is answered, and by whom, in the second step of a sign-in: an attempt, and counted as one."""
    challenge = await admission.take_challenge(work, token, credentials)
    asked = await take_challenge(work, credential, Purpose.SECOND_FACTOR, challenge.user_id)
    return asked, challenge.user_id


async def answer_second_factor(
    work: UnitOfWork,
    token: str,
    used: UsedPasskey,
    policy: PasskeyPolicy,
    credentials: Credentials,
    client: Client,
) -> OpenedSession | None:
    """None where the passkey counts backwards: for `require_accepted`, once that is committed."""
    challenge = await admission.find_challenge(work, token)
    user_id = await accept_use(work, used, policy)
    if user_id is None:
        return None
    if user_id != challenge.user_id:
        raise PasskeyIsNotValid
    return await admission.answer_challenge(work, challenge, credentials, client)


async def prove(
    work: UnitOfWork, caller: Caller, used: UsedPasskey, policy: PasskeyPolicy, credentials: Credentials
) -> datetime | None:
    """Until when the proof is good for. None where the passkey counts backwards: for `require_accepted`."""
    if await accept_use(work, used, policy) is None:
        return None
    return await finish_proof(work, caller, credentials)


async def sign_in(
    work: UnitOfWork, used: UsedPasskey, policy: PasskeyPolicy, credentials: Credentials, client: Client
) -> OpenedSession | None:
    """None where the passkey counts backwards: for `require_accepted`, once that is committed."""
    user_id = await accept_use(work, used, policy)
    if user_id is None:
        return None
    account = await AccountsRepository(work.session).account(user_id)
    if account is None:
        raise PasskeyIsNotValid
    return await open_session(work, account, credentials, client)


def require_accepted(accepted: AcceptedT | None) -> AcceptedT:
    """Refuse after the transaction has been committed that noted why."""
    if accepted is None:
        raise PasskeyIsNotValid
    return accepted


async def rename_passkey(work: UnitOfWork, caller: Caller, passkey_id: UUID, name: str) -> PasskeyRow:
    await require_own_session(work, caller)
    row = await _own(work, caller, passkey_id)
    row.name = checked_name(name)
    return row


async def remove_passkey(work: UnitOfWork, caller: Caller, passkey_id: UUID, policy: PasskeyPolicy) -> None:
    """Raises `LastWayIn` where nothing else opens the account."""
    await require_recent_proof(work, caller, policy.proof_within)
    row = await _own(work, caller, passkey_id)
    await require_another_way_in(work, caller.user_id)
    await PasskeysRepository(work.session).remove(row)
    record(work, AuditKind.PASSKEY_REMOVED, user_id=caller.user_id, actor=caller, details=_details(row))
    work.enqueue(TellOfChange(user_id=caller.user_id, notice=SecurityNotice.PASSKEY_REMOVED))


def checked_name(name: str) -> str:
    path = ["input", "name"]
    if not name.strip():
        raise TextIsEmpty("A passkey has a name, so that you know later which it is.", path)
    if len(name) > LONGEST_NAME:
        raise TextIsTooLong(f"A name has at most {LONGEST_NAME} characters.", path)
    return name.strip()


async def _own(work: UnitOfWork, caller: Caller, passkey_id: UUID) -> PasskeyRow:
    row = await PasskeysRepository(work.session).passkey_of(caller.user_id, passkey_id)
    if row is None:
        raise PasskeyIsUnknown
    return row


async def _new_challenge(work: UnitOfWork, purpose: Purpose, user_id: UUID | None, policy: PasskeyPolicy) -> bytes:
    challenge = secrets.token_bytes(_CHALLENGE_BYTES)
    row = PasskeyChallengeRow(
        challenge_hash=_hash(challenge),
        purpose=purpose.value,
        user_id=user_id,
        created_at=work.now,
        expires_at=work.now + policy.challenge_lifetime,
    )
    await PasskeysRepository(work.session).add_challenge(row)
    return challenge


def _challenge_in(credential: Json) -> bytes:
    try:
        return challenge_in(credential)
    except AnswerIsNotValid as error:
        raise PasskeyIsNotValid from error


def _hash(challenge: bytes) -> str:
    return hashlib.sha256(challenge).hexdigest()


def _known(row: PasskeyRow) -> KnownPasskey:
    return KnownPasskey(row.credential_id, tuple(row.transports))


def _details(row: PasskeyRow) -> dict[str, str]:
    return {"passkeyId": str(row.id), "name": row.name}
