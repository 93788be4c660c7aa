"""Signing in by an identity elsewhere."""

import strawberry

from subgraphs.accounts.service.admission import Challenge
from subgraphs.accounts.service.external_identities import SignedInElsewhere
from subgraphs.accounts.types.second_factors import SignInChallenge
from subgraphs.accounts.types.session import Session
from subgraphs.accounts.types.user import User
from subgraphs.shared.user_errors import UserError, user_errors_field


@strawberry.input(description="What somebody brought back from a provider.")
class CompleteExternalSignInInput:
    code: str = strawberry.field(description="The `code` of the address that they came back to.")
    state: str = strawberry.field(description="Its `state`.")
    secret: str = strawberry.field(description="What the client kept.")
    issuer: str | None = strawberry.field(default=None, description="Its `iss`, where it has one.")
    locale: str = strawberry.field(default="en", description="For a new account: the language to read the platform in.")
    time_zone: str = strawberry.field(
        default="UTC", description="For a new account: where its day begins: an IANA name."
    )


@strawberry.type(description="Who signed in, and what to keep; or what is asked for in a second step.")
class CompleteExternalSignInPayload:
    user: User | None = strawberry.field(
        default=None, description="Who signed in; null when refused, and before the second step."
    )
    session: Session | None = strawberry.field(
        default=None, description="The new session; null when refused, and before the second step."
    )
    challenge: SignInChallenge | None = strawberry.field(
        default=None, description="What to answer with `verifySecondFactor`; null for an account without second factor."
    )
    is_new: bool = strawberry.field(
        default=False, description="Whether the account was made just now: ask whether they like their handle."
    )
    user_errors: list[UserError] = user_errors_field()

    @classmethod
    def from_result(cls, result: SignedInElsewhere) -> "CompleteExternalSignInPayload":
        admitted = result.admitted
        if isinstance(admitted, Challenge):
            return cls(challenge=SignInChallenge.from_challenge(admitted))
        return cls(user=User.of_opened(admitted), session=Session.from_opened(admitted), is_new=result.is_new)
