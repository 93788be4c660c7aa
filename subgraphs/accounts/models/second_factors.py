"""What is asked for beside a password."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger
from sqlmodel import Field

from subgraphs.accounts.models.table import Table
from subgraphs.shared.database import UtcDateTime


class TotpRow(Table, table=True):
    """The authenticator app of one person."""

    __tablename__ = "totp"

    user_id: UUID = Field(primary_key=True, foreign_key="user_account.id", ondelete="CASCADE")
    encrypted_secret: str
    """Sealed with a key that is not in the database."""

    created_at: datetime = Field(sa_type=UtcDateTime)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the first code proved that the app has the secret. Until then it protects nothing."""

    last_step: int | None = Field(default=None, sa_type=BigInteger)
    """The time step of the newest code that was accepted: it and older ones are not accepted again."""


class RecoveryCodeRow(Table, table=True):
    """A code that stands in for the authenticator app, once."""

    __tablename__ = "recovery_code"

    code_hash: str = Field(primary_key=True)
    user_id: UUID = Field(foreign_key="user_account.id", ondelete="CASCADE", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignInChallengeRow(Table, table=True):
    """A sign-in whose first factor was right, waiting for the second."""

    __tablename__ = "sign_in_challenge"

    token_hash: str = Field(primary_key=True)
    user_id: UUID = Field(foreign_key="user_account.id", ondelete="CASCADE", index=True)
    first_factor: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    attempts: int = 0
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
