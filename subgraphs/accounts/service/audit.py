"""The audit log: what happened to an account's security, and who did it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from subgraphs.accounts.audit_chain import AuditFact, ChainBreak, ChainCheck, SaltedDetails
from subgraphs.accounts.audit_kinds import AuditKind
from subgraphs.accounts.repository.audit import AuditRecord, AuditRepository
from subgraphs.shared.caller import Caller
from subgraphs.shared.database import Database
from subgraphs.shared.unit_of_work import UnitOfWork

_BATCH = 1_000


def record(
    work: UnitOfWork,
    kind: AuditKind,
    *,
    user_id: UUID | None,
    actor: Caller | UUID | None,
    details: Mapping[str, str] | None = None,
) -> None:
    """Enter this in the audit log when the transaction commits, and only then.

    `user_id` is whom it happened to, `actor` who did it: the caller, or the id of somebody who has just proven who they
    are; None where nobody was signed in. Details are short texts under camelCase names; what nobody may know, such as a
    token, is not among them. An attempt that is refused, and so rolled back, is recorded in a transaction of its own.
    """
    caller = Caller(actor) if isinstance(actor, UUID) else actor
    fact = AuditFact(
        occurred_at=work.now,
        kind=kind.value,
        user_id=user_id,
        actor_id=caller.user_id if caller is not None else None,
        impersonator_id=caller.impersonator_id if caller is not None else None,
    )
    entry = AuditRecord(fact, SaltedDetails.of(details or {}))
    # At the very end: everybody takes turns at the end of the chain, and whoever held it while waiting for another row
    # could wait for ever.
    work.before_commit(lambda session: AuditRepository(session).append([entry]))


@dataclass(frozen=True, slots=True)
class Verification:
    """What reading the whole chain has shown."""

    length: int
    head: str
    """The hash of the last entry that is as it was written. Worth keeping in another place."""

    broken: ChainBreak | None
    knows_expected_head: bool = True
    """False where a hash that somebody kept is none of this chain's."""


async def verify(database: Database, expected_head: str | None = None) -> Verification:
    """Read the chain from its beginning to the first break, or to its end.

    Details may be missing where the person that an entry tells of was erased, and nowhere else.
    """
    check, seen = ChainCheck(), expected_head is None
    broken: ChainBreak | None = None
    while broken is None:
        async with database.read() as session:
            links = await AuditRepository(session).links_after(check.length, _BATCH)
        if not links:
            break
        broken = check.read(links)
        seen = seen or any(link.hash == expected_head for link in links if link.position <= check.length)
    robbed = await _robbed_of_details(database, check)
    if robbed is not None and (broken is None or robbed.position < broken.position):
        broken = robbed
    return Verification(check.length, check.head, broken, seen)


async def _robbed_of_details(database: Database, check: ChainCheck) -> ChainBreak | None:
    async with database.read() as session:
        erased = await AuditRepository(session).people_with(AuditKind.USER_ERASED)
    for position, fact in check.without_details:
        if erased.isdisjoint({fact.user_id, fact.actor_id, fact.impersonator_id} - {None}):
            return ChainBreak(position, "its details are gone, and nobody was erased whom they told of")
    return None


async def forget_details_of(work: UnitOfWork, user_id: UUID) -> None:
    """What erasing a person does to the audit log. The bare facts stay, under an id that names nobody any more."""
    await AuditRepository(work.session).delete_details_of(user_id)
    record(work, AuditKind.USER_ERASED, user_id=user_id, actor=None)
