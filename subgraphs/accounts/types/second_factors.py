"""Signing in in two steps."""

import base64
import io
from datetime import datetime

import segno
import strawberry
from strawberry.scalars import JSON

from subgraphs.accounts.second_factors import SecondFactor
from subgraphs.accounts.service.admission import Challenge
from subgraphs.accounts.service.two_step import Enrollment
from subgraphs.accounts.types.session import Session
from subgraphs.accounts.types.user import User
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.user_errors import UserError, user_errors_field

describe_enum(
    SecondFactor,
    "What may be asked for after the first step of signing in.",
    {
        SecondFactor.TOTP: "The six digits that an authenticator app shows now. Each is accepted once.",
        SecondFactor.PASSKEY: "A passkey of the person, asked for with `requestPasskey`.",
        SecondFactor.RECOVERY_CODE: "One of the codes that were handed out when the app was set up. Each works once.",
    },
)


@strawberry.type(description="The first step was right; a second one opens the session.")
class SignInChallenge:
    token: str = strawberry.field(description="Passed to `verifySecondFactor`. A secret, for a few minutes.")
    expires_at: datetime = strawberry.field(description="When signing in has to begin again.")
    kinds: list[SecondFactor] = strawberry.field(description="What this account can answer with.")

    @classmethod
    def from_challenge(cls, challenge: Challenge) -> "SignInChallenge":
        return cls(token=challenge.token.text, expires_at=challenge.token.expires_at, kinds=challenge.kinds)


@strawberry.input(description="The second step of signing in.")
class VerifySecondFactorInput:
    challenge_token: str = strawberry.field(description="The token of the challenge, which a few wrong codes end.")
    kind: SecondFactor = strawberry.field(default=SecondFactor.TOTP, description="What the answer is.")
    code: str | None = strawberry.field(
        default=None, description="The code, where it is one; spaces, dashes and case do not matter."
    )
    passkey: JSON | None = strawberry.field(
        default=None,
        description="For `PASSKEY`: the `toJSON()` of what `navigator.credentials.get` gave for the options of "
        "`requestPasskey`.",
    )


@strawberry.type(description="Who signed in, and what to keep.")
class VerifySecondFactorPayload:
    user: User | None = strawberry.field(default=None, description="Who signed in; null when refused.")
    session: Session | None = strawberry.field(default=None, description="The new session; null when refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="An authenticator app to be set up. All three say the same, and are shown this once.")
class TotpEnrollment:
    secret: str = strawberry.field(description="For typing into an app by hand, in base 32.")
    uri: str = strawberry.field(description="For an app on the same device: an `otpauth:` address that opens it.")
    qr_code: str = strawberry.field(description="For scanning: an SVG picture of the address, as a `data:` URL.")

    @classmethod
    def from_enrollment(cls, enrollment: Enrollment) -> "TotpEnrollment":
        picture = io.BytesIO()
        segno.make(enrollment.address, micro=False).save(picture, kind="svg", scale=4, border=4, light="#fff")
        encoded = base64.b64encode(picture.getvalue()).decode()
        return cls(secret=enrollment.secret, uri=enrollment.address, qr_code=f"data:image/svg+xml;base64,{encoded}")


@strawberry.input(description="Nothing has to be said; a client may name the request.")
class BeginTotpEnrollmentInput:
    client_mutation_id: str | None = strawberry.field(
        default=None, description="Returned as it is. Sent twice, the second secret takes the place of the first."
    )


@strawberry.type(description="What an authenticator app needs to know.")
class BeginTotpEnrollmentPayload:
    enrollment: TotpEnrollment | None = strawberry.field(
        default=None, description="What to show; null when refused. It protects nothing until it is confirmed."
    )
    client_mutation_id: str | None = strawberry.field(default=None, description="What the client sent.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="The proof that the app was set up rightly.")
class ConfirmTotpEnrollmentInput:
    code: str = strawberry.field(description="What the app shows now.")


@strawberry.type(description="Signing in takes two steps from now on.")
class ConfirmTotpEnrollmentPayload:
    recovery_codes: list[str] | None = strawberry.field(
        default=None, description="To be kept on paper, for when the phone is lost. Shown this once; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="Nothing has to be said; a client may name the request.")
class RenewRecoveryCodesInput:
    client_mutation_id: str | None = strawberry.field(
        default=None, description="Returned as it is. Sent twice, only the codes of the last answer work."
    )


@strawberry.type(description="Recovery codes in place of all that were handed out before.")
class RenewRecoveryCodesPayload:
    recovery_codes: list[str] | None = strawberry.field(
        default=None, description="The new ones, shown this once; null when refused."
    )
    client_mutation_id: str | None = strawberry.field(default=None, description="What the client sent.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="Nothing has to be said; a client may name the request.")
class DisableTotpInput:
    client_mutation_id: str | None = strawberry.field(default=None, description="Returned as it is.")


@strawberry.type(description="Signing in takes one step again.")
class DisableTotpPayload:
    user: User | None = strawberry.field(default=None, description="Oneself; null when refused.")
    client_mutation_id: str | None = strawberry.field(default=None, description="What the client sent.")
    user_errors: list[UserError] = user_errors_field()
