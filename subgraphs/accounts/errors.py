"""What accounts refuses."""

from collections.abc import Sequence
from datetime import datetime

from subgraphs.shared.errors import Refusal


class HandleIsNotUsable(Refusal):
    code = "HANDLE_IS_NOT_USABLE"


class HandleIsTaken(Refusal):
    code = "HANDLE_IS_TAKEN"


class PasswordIsTooShort(Refusal):
    code = "PASSWORD_IS_TOO_SHORT"


class PasswordIsTooLong(Refusal):
    code = "PASSWORD_IS_TOO_LONG"


class TextIsTooLong(Refusal):
    code = "TEXT_IS_TOO_LONG"


class TextIsEmpty(Refusal):
    code = "TEXT_IS_EMPTY"


class TextHasHiddenCharacters(Refusal):
    code = "TEXT_HAS_HIDDEN_CHARACTERS"


class TimeZoneIsUnknown(Refusal):
    code = "TIME_ZONE_IS_UNKNOWN"


class LanguageIsUnknown(Refusal):
    code = "LANGUAGE_IS_UNKNOWN"


class CredentialsAreWrong(Refusal):
    """One answer for an unknown name and for a wrong password, so that it does not tell who has an account."""

    code = "CREDENTIALS_ARE_WRONG"

    def __init__(self) -> None:
        super().__init__("There is no account with this name and this password.", ["input"])


class RefreshTokenIsNotValid(Refusal):
    """One answer for a token that never was, has expired, was used before or belongs to a session that has ended."""

    code = "REFRESH_TOKEN_IS_NOT_VALID"

    def __init__(self) -> None:
        super().__init__("This session has ended. Sign in again.", ["input", "refreshToken"])


class TooManyAttempts(Refusal):
    """Counted by what was typed and where from, so that it is no sign that something exists."""

    code = "TOO_MANY_ATTEMPTS"

    def __init__(self) -> None:
        super().__init__("This was tried too often. Wait a while, and try again.", ["input"])


class ReauthenticationIsNeeded(Refusal):
    """The session is older than what it asks for allows: `reauthenticate`, then the same mutation again."""

    code = "REAUTHENTICATION_IS_NEEDED"

    def __init__(self) -> None:
        super().__init__("Prove again who you are, and then repeat this.", ["input"])


class ProofIsWrong(Refusal):
    """One answer for whatever was shown: a password or a code."""

    code = "PROOF_IS_WRONG"

    def __init__(self) -> None:
        super().__init__("This does not prove that it is you.", ["input"])


class SessionIsUnknown(Refusal):
    """One answer for a session that never was and for somebody else's."""

    code = "SESSION_IS_UNKNOWN"

    def __init__(self) -> None:
        super().__init__("You have no such session.", ["input", "sessionId"])


class ApiKeyIsUnknown(Refusal):
    """One answer for a key that never was and for somebody else's."""

    code = "API_KEY_IS_UNKNOWN"

    def __init__(self) -> None:
        super().__init__("You have no such key.", ["input", "apiKeyId"])


class TooManyApiKeys(Refusal):
    code = "TOO_MANY_API_KEYS"

    def __init__(self, most: int) -> None:
        super().__init__(f"You have {most} keys that work. Revoke one that is not needed any more.", ["input"])


class ScopeCannotBeGiven(Refusal):
    """For scopes that the person has not, and for those that are only for people who sign in."""

    code = "SCOPE_CANNOT_BE_GIVEN"

    def __init__(self, scopes: Sequence[str]) -> None:
        super().__init__(f"You cannot give a key {', '.join(scopes)}.", ["input", "scopes"])


class ExpiryIsOutOfRange(Refusal):
    code = "EXPIRY_IS_OUT_OF_RANGE"

    def __init__(self, most_days: int) -> None:
        super().__init__(f"A key works until a time to come, and for {most_days} days at most.", ["input", "expiresAt"])


class UserIsUnknown(Refusal):
    """One answer for somebody who does not exist and for somebody whom the caller may not know of."""

    code = "USER_IS_UNKNOWN"

    def __init__(self) -> None:
        super().__init__("There is no such person.", ["input", "userId"])


class IsOneself(Refusal):
    code = "IS_ONESELF"

    def __init__(self) -> None:
        super().__init__("This is yourself.", ["input", "userId"])


class IsAlreadyAFriend(Refusal):
    code = "IS_ALREADY_A_FRIEND"

    def __init__(self) -> None:
        super().__init__("You are friends already.", ["input", "userId"])


class AskedTooManyPeople(Refusal):
    code = "ASKED_TOO_MANY_PEOPLE"

    def __init__(self, most: int) -> None:
        super().__init__(f"At most {most} requests may wait for an answer. Take some back first.", ["input"])


class FriendRequestIsUnknown(Refusal):
    """One answer for a request that never was, was answered or taken back, or is between others."""

    code = "FRIEND_REQUEST_IS_UNKNOWN"

    def __init__(self) -> None:
        super().__init__("There is no such request.", ["input", "requestId"])


class GoalIsOutOfRange(Refusal):
    code = "GOAL_IS_OUT_OF_RANGE"

    def __init__(self, least: int, most: int) -> None:
        super().__init__(f"A daily goal is from {least} to {most} points.", ["input", "dailyGoal"])


class HandleWasChangedLately(Refusal):
    code = "HANDLE_WAS_CHANGED_LATELY"

    def __init__(self, free_at: datetime) -> None:
        super().__init__(f"You can take another handle from {free_at:%Y-%m-%d} on.", ["input", "handle"])


class PasswordIsTooEasy(Refusal):
    code = "PASSWORD_IS_TOO_EASY"


class ChallengeIsNotValid(Refusal):
    """One answer for a challenge that never was, has expired, was answered, or was answered wrongly too often."""

    code = "CHALLENGE_IS_NOT_VALID"

    def __init__(self) -> None:
        super().__init__("This sign-in has expired. Begin again.", ["input", "challengeToken"])


class SecondFactorIsWrong(Refusal):
    """One answer for a wrong code and for one that was used before."""

    code = "SECOND_FACTOR_IS_WRONG"

    def __init__(self) -> None:
        super().__init__("This code is not right, or was used before.", ["input", "code"])


class TotpIsEnabled(Refusal):
    code = "TOTP_IS_ENABLED"

    def __init__(self) -> None:
        super().__init__("An authenticator app is set up already. Disable it first.", ["input"])


class TotpIsNotEnabled(Refusal):
    code = "TOTP_IS_NOT_ENABLED"

    def __init__(self) -> None:
        super().__init__("No authenticator app is set up.", ["input"])


class HasNoSecondFactor(Refusal):
    """For administrators, who see nobody's second factors before they take them away."""

    code = "HAS_NO_SECOND_FACTOR"

    def __init__(self) -> None:
        super().__init__("This person has no second factor that could be taken away.", ["input", "userId"])


class OnlyPasskeysOpenTheAccount(Refusal):
    """Without a password, an identity elsewhere and a confirmed address nothing else would let its owner in."""

    code = "ONLY_PASSKEYS_OPEN_THE_ACCOUNT"

    def __init__(self) -> None:
        super().__init__("Without their passkeys this person could not come in any more.", ["input", "removesPasskeys"])


class MailedTokenIsNotValid(Refusal):
    """One answer for a token that never was, has expired, was used, or is for something else."""

    code = "MAILED_TOKEN_IS_NOT_VALID"

    def __init__(self) -> None:
        super().__init__("This link does not work any more. Ask for a new one.", ["input", "token"])


class PasswordIsWrong(Refusal):
    code = "PASSWORD_IS_WRONG"

    def __init__(self) -> None:
        super().__init__("This is not your password.", ["input", "currentPassword"])


class PasskeyIsNotValid(Refusal):
    """One answer for a passkey that nobody has, for one of somebody else, and for an answer that does not hold."""

    code = "PASSKEY_IS_NOT_VALID"

    def __init__(self) -> None:
        super().__init__("This passkey was not accepted. Try again.", ["input"])


class PasskeyIsUnknown(Refusal):
    """One answer for a passkey that never was and for somebody else's."""

    code = "PASSKEY_IS_UNKNOWN"

    def __init__(self) -> None:
        super().__init__("You have no such passkey.", ["input", "passkeyId"])


class TooManyPasskeys(Refusal):
    code = "TOO_MANY_PASSKEYS"

    def __init__(self, most: int) -> None:
        super().__init__(f"You have {most} passkeys. Remove one that you do not use any more.", ["input"])


class LastWayIn(Refusal):
    """Without a password, another passkey or another identity the account could not be opened any more."""

    code = "LAST_WAY_IN"

    def __init__(self) -> None:
        super().__init__("This is your last way in. Set a password first, or add another way.", ["input"])


class ExternalIdentityIsTaken(Refusal):
    code = "EXTERNAL_IDENTITY_IS_TAKEN"

    def __init__(self) -> None:
        super().__init__("This identity belongs to another account.", ["input"])


class ExportWasMadeLately(Refusal):
    code = "EXPORT_WAS_MADE_LATELY"

    def __init__(self, free_at: datetime) -> None:
        super().__init__(f"The next export can be made from {free_at:%Y-%m-%d %H:%M} UTC on.", ["input"])


class ErasureHasBegun(Refusal):
    code = "ERASURE_HAS_BEGUN"

    def __init__(self) -> None:
        super().__init__("The erasure has begun and cannot be taken back any more.", ["input"])


class AccountIsSuspended(Refusal):
    """Told to somebody who has proven that the account is theirs, and to nobody else."""

    code = "ACCOUNT_IS_SUSPENDED"

    def __init__(self, reason: str, until: datetime | None) -> None:
        end = f"until {until:%Y-%m-%d %H:%M} UTC" if until is not None else "until further notice"
        super().__init__(f"This account is suspended {end}: {reason}", ["input"])


class UserIsNotSuspended(Refusal):
    code = "USER_IS_NOT_SUSPENDED"

    def __init__(self) -> None:
        super().__init__("This account is not suspended.", ["input", "userId"])


class InstantIsPast(Refusal):
    code = "INSTANT_IS_PAST"


class IsTheLastAdministrator(Refusal):
    code = "IS_THE_LAST_ADMINISTRATOR"

    def __init__(self) -> None:
        super().__init__("Somebody has to stay an administrator.", ["input", "roles"])


class RoleCannotBeTaken(Refusal):
    code = "ROLE_CANNOT_BE_TAKEN"

    def __init__(self) -> None:
        super().__init__("Everybody is a USER.", ["input", "roles"])


class CannotBeImpersonated(Refusal):
    code = "CANNOT_BE_IMPERSONATED"

    def __init__(self) -> None:
        super().__init__("Nobody acts in the name of an administrator.", ["input", "userId"])


class OwnsTooManyOrganizations(Refusal):
    code = "OWNS_TOO_MANY_ORGANIZATIONS"

    def __init__(self, most: int) -> None:
        super().__init__(f"One person owns at most {most} organizations.", ["input"])


class IsTheLastOwner(Refusal):
    code = "IS_THE_LAST_OWNER"

    def __init__(self) -> None:
        super().__init__("An organization has an owner. Hand it on to somebody first.", ["input"])


class MemberIsUnknown(Refusal):
    code = "MEMBER_IS_UNKNOWN"

    def __init__(self) -> None:
        super().__init__("This person is not a member.", ["input", "userId"])


class IsAlreadyAMember(Refusal):
    code = "IS_ALREADY_A_MEMBER"

    def __init__(self) -> None:
        super().__init__("This person is a member already.", ["input", "email"])


class InvitedTooManyPeople(Refusal):
    code = "INVITED_TOO_MANY_PEOPLE"

    def __init__(self, most: int) -> None:
        super().__init__(f"At most {most} invitations may wait for an answer. Revoke some first.", ["input"])


class InvitationIsNotValid(Refusal):
    """One answer for one that never was, has expired, was revoked, declined or used up."""

    code = "INVITATION_IS_NOT_VALID"

    def __init__(self) -> None:
        super().__init__("This invitation cannot be accepted any more.", ["input", "token"])


class UsesAreOutOfRange(Refusal):
    code = "USES_ARE_OUT_OF_RANGE"

    def __init__(self, most: int) -> None:
        super().__init__(f"A link is for 1 to {most} people.", ["input", "uses"])


class IdentityProviderIsUnknown(Refusal):
    code = "IDENTITY_PROVIDER_IS_UNKNOWN"

    def __init__(self) -> None:
        super().__init__("Nobody can sign in by this provider here.", ["input", "provider"])


class IdentityProviderIsUnavailable(Refusal):
    code = "IDENTITY_PROVIDER_IS_UNAVAILABLE"

    def __init__(self) -> None:
        super().__init__("This provider does not answer. Try again later, or sign in another way.", ["input"])


class RedirectUriIsNotAllowed(Refusal):
    code = "REDIRECT_URI_IS_NOT_ALLOWED"

    def __init__(self) -> None:
        super().__init__("People cannot be sent back to this address.", ["input", "redirectUri"])


class ExternalSignInIsNotValid(Refusal):
    """One answer for a journey that never began, is over, is another client's, or ends with a wrong proof."""

    code = "EXTERNAL_SIGN_IN_IS_NOT_VALID"

    def __init__(self) -> None:
        super().__init__("This sign-in did not come to its end. Begin it again.", ["input"])


class ExternalIdentityIsNotLinked(Refusal):
    """The provider vouches for no address that is confirmed here, so that nobody knows whose account it could be."""

    code = "EXTERNAL_IDENTITY_IS_NOT_LINKED"

    def __init__(self) -> None:
        super().__init__("Sign in another way first, and then link this identity.", ["input"])


class ExternalIdentityIsUnknown(Refusal):
    """One answer for an identity that never was linked and for somebody else's."""

    code = "EXTERNAL_IDENTITY_IS_UNKNOWN"

    def __init__(self) -> None:
        super().__init__("You have linked no such identity.", ["input", "externalIdentityId"])


class FileIsTooLarge(Refusal):
    code = "FILE_IS_TOO_LARGE"

    def __init__(self, most: int) -> None:
        super().__init__(f"A picture has at most {most} bytes.", ["input", "file"])


class PictureIsNotUsable(Refusal):
    code = "PICTURE_IS_NOT_USABLE"

    def __init__(self, reason: str) -> None:
        words = reason.lower().replace("_", " ")
        super().__init__(f"This picture cannot be used: {words}.", ["input", "file"])
