"""How entries of the audit log hang together, so that tampering shows.

Each entry's hash covers what the entry says and the hash of the entry before it: whoever changes, takes out or slips in
one has to change every later hash too. The details of an entry, which may be personal, are covered only by way of a
salted hash of their own. Erasing a person deletes salt and details; the chain stays whole, and what is gone cannot be
guessed from the hash that remains. Only the newest entries can be cut off without a break, and a whole chain can be
reckoned anew by who owns the database: therefore operators keep a hash now and then in another place, and `find_break`
is told of it.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import orjson

GENESIS = "0" * 64
"""What the first entry takes for the hash before it."""


@dataclass(frozen=True, slots=True)
class AuditFact:
    """What one entry says for ever."""

    occurred_at: datetime
    kind: str
    user_id: UUID | None
    actor_id: UUID | None
    impersonator_id: UUID | None


@dataclass(frozen=True, slots=True)
class SaltedDetails:
    salt: str
    details: Mapping[str, str]

    @classmethod
    def of(cls, details: Mapping[str, str]) -> "SaltedDetails":
        return cls(secrets.token_hex(16), dict(details))

    def hash(self) -> str:
        return _sha256([self.salt, dict(self.details)])


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One entry as it was found."""

    position: int
    fact: AuditFact
    details_hash: str
    hash: str
    details: SaltedDetails | None


@dataclass(frozen=True, slots=True)
class ChainBreak:
    """The first entry that is not as it was written."""

    position: int
    reason: str


def link_hash(previous: str, position: int, fact: AuditFact, details_hash: str) -> str:
    said = {
        "position": position,
        "occurredAt": _instant(fact.occurred_at),
        "kind": fact.kind,
        "userId": _text(fact.user_id),
        "actorId": _text(fact.actor_id),
        "impersonatorId": _text(fact.impersonator_id),
        "detailsHash": details_hash,
    }
    return hashlib.sha256(previous.encode() + _canonical(said)).hexdigest()


class ChainCheck:
    """Reads a chain from its first entry on, in as many pieces as one likes."""

    def __init__(self) -> None:
        self.length = 0
        self.head = GENESIS
        self.without_details: list[tuple[int, AuditFact]] = []
        """Entries whose details are gone; whether they may be is for the reader to say."""

    def read(self, links: Iterable[ChainLink]) -> ChainBreak | None:
        """The first break in these; nothing more is to be read after one."""
        for link in links:
            reason = self._reason_against(link)
            if reason is not None:
                return ChainBreak(self.length + 1, reason)
            self.length, self.head = link.position, link.hash
            if link.details is None:
                self.without_details.append((link.position, link.fact))
        return None

    def _reason_against(self, link: ChainLink) -> str | None:
        if link.position != self.length + 1:
            return "it is missing"
        if link_hash(self.head, link.position, link.fact, link.details_hash) != link.hash:
            return "it is not what was written, or the one before it was taken out"
        if link.details is not None and link.details.hash() != link.details_hash:
            return "its details are not what was written"
        return None


def _sha256(value: object) -> str:
    return hashlib.sha256(_canonical(value)).hexdigest()


def _canonical(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def _text(identifier: UUID | None) -> str | None:
    return str(identifier) if identifier is not None else None
