"""What signing in answers."""

import strawberry

from subgraphs.accounts.service.admission import Challenge
from subgraphs.accounts.service.sessions import OpenedSession
from subgraphs.accounts.types.second_factors import SignInChallenge
from subgraphs.accounts.types.session import Session
from subgraphs.accounts.types.user import User
from subgraphs.shared.user_errors import UserError, user_errors_field


@strawberry.type(description="Who signed in, and what to keep; or what is asked for in a second step.")
class SignInPayload:
    user: User | None = strawberry.field(
        default=None, description="Who signed in; null when refused, and before the second step."
    )
    session: Session | None = strawberry.field(
        default=None, description="The new session; null when refused, and before the second step."
    )
    challenge: SignInChallenge | None = strawberry.field(
        default=None, description="What to answer with `verifySecondFactor`; null for an account without second factor."
    )
    user_errors: list[UserError] = user_errors_field()

    @classmethod
    def from_admission(cls, admitted: OpenedSession | Challenge) -> "SignInPayload":
        match admitted:
            case Challenge():
                return cls(challenge=SignInChallenge.from_challenge(admitted))
            case OpenedSession():
                return cls(user=User.of_opened(admitted), session=Session.from_opened(admitted))
