"""Sessions, and how they begin, go on and end."""

from datetime import datetime

import strawberry

from subgraphs.accounts.service.sessions import OpenedSession
from subgraphs.accounts.types.user import User
from subgraphs.shared.user_errors import UserError, user_errors_field


@strawberry.type(description="What a client keeps while somebody is signed in. Both tokens are secrets.")
class Session:
    access_token: str = strawberry.field(
        description="Sent with every request as `Authorization: Bearer ...`. Short-lived."
    )
    access_token_expires_at: datetime = strawberry.field(description="From when on the access token is refused.")
    refresh_token: str = strawberry.field(
        description="Exchanged for new tokens by `refreshSession`, once. Shown a second time, it ends the session."
    )
    refresh_token_expires_at: datetime = strawberry.field(description="Until when the session can be refreshed.")

    @classmethod
    def from_opened(cls, opened: OpenedSession) -> "Session":
        return cls(
            access_token=opened.access_token.text,
            access_token_expires_at=opened.access_token.expires_at,
            refresh_token=opened.refresh_token.text,
            refresh_token_expires_at=opened.refresh_token.expires_at,
        )


@strawberry.input(description="Who wants to sign in, and the proof.")
class SignInInput:
    login: str = strawberry.field(description="The handle, or the email address once it is confirmed, in any case.")
    password: str = strawberry.field(description="The account's password.")


@strawberry.input(description="The session to go on with.")
class RefreshSessionInput:
    refresh_token: str = strawberry.field(description="The newest refresh token of the session, never used before.")


@strawberry.input(description="The session to end.")
class SignOutInput:
    refresh_token: str = strawberry.field(description="Any refresh token of the session.")


@strawberry.type(description="The session, going on.")
class RefreshSessionPayload:
    user: User | None = strawberry.field(default=None, description="Whose session it is; null when refused.")
    session: Session | None = strawberry.field(
        default=None, description="The tokens that replace the old ones; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="The end of a session.")
class SignOutPayload:
    signed_out: bool = strawberry.field(
        default=False,
        description="True when the session has ended, now or before. Access tokens given out last until they expire.",
    )
    user_errors: list[UserError] = user_errors_field()
