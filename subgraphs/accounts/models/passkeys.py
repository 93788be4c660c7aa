"""Passkeys, and what is asked of them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, BigInteger, LargeBinary
from sqlmodel import Field

from subgraphs.accounts.models.table import Table
from subgraphs.shared.database import UtcDateTime
from subgraphs.shared.ids import new_id


class PasskeyRow(Table, table=True):
    __tablename__ = "passkey"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID = Field(foreign_key="user_account.id", ondelete="CASCADE", index=True)
    credential_id: str = Field(unique=True)
    """What the authenticator calls it, in base64url."""

    public_key: bytes = Field(sa_type=LargeBinary)
    """As COSE encodes it. The private key never left the authenticator."""

    name: str
    sign_count: int = Field(sa_type=BigInteger)
    """What the authenticator counted last; 0 for ever where it does not count."""

    regressed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it counted backwards, which a copy of it would."""

    transports: list[str] = Field(sa_type=JSON)
    is_synced: bool
    """Whether its maker keeps it on several devices."""

    created_at: datetime = Field(sa_type=UtcDateTime)
    last_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PasskeyChallengeRow(Table, table=True):
    """Random bytes that an authenticator is asked to sign, once."""

    __tablename__ = "passkey_challenge"

    challenge_hash: str = Field(primary_key=True)
    purpose: str
    """An answer to one question is none to another."""

    user_id: UUID | None = Field(default=None, foreign_key="user_account.id", ondelete="CASCADE", index=True)
    """Who was asked; null where nobody has said yet who they are."""

    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
