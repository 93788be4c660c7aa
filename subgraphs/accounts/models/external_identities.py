"""Who people are elsewhere, and sign-ins that are on their way there and back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from subgraphs.accounts.models.table import Table
from subgraphs.shared.database import UtcDateTime
from subgraphs.shared.ids import new_id


class ExternalIdentityRow(Table, table=True):
    __tablename__ = "external_identity"
    __table_args__ = (UniqueConstraint("provider", "subject"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID = Field(foreign_key="user_account.id", ondelete="CASCADE", index=True)
    provider: str
    """By its name in the settings."""

    subject: str
    """What never changes of the person there; addresses and names do."""

    label: str | None = None
    """What the person knows that account by: its address, or its name."""

    created_at: datetime = Field(sa_type=UtcDateTime)
    last_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ExternalSignInRow(Table, table=True):
    """Somebody who was sent to a provider and has not come back."""

    __tablename__ = "external_sign_in"

    state_hash: str = Field(primary_key=True)
    """SHA-256 of the `state`, of which nonce and code verifier are made, with a key that is not in the database."""

    secret_hash: str
    """SHA-256 of what only the client has that began: whoever else brings the code back is refused."""

    provider: str
    client_uri: str
    """Where the client waits."""

    user_id: UUID | None = Field(default=None, foreign_key="user_account.id", ondelete="CASCADE", index=True)
    """Who links an identity to their account; null where somebody signs in."""

    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
