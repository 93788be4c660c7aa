"""What accounts refuses."""

from collections.abc import Sequence

from subgraphs.shared.errors import Refusal


class HandleIsNotUsable(Refusal):
    code = "HANDLE_IS_NOT_USABLE"


class HandleIsTaken(Refusal):
    code = "HANDLE_IS_TAKEN"


class EmailIsTaken(Refusal):
    code = "EMAIL_IS_TAKEN"


class PasswordIsTooShort(Refusal):
    code = "PASSWORD_IS_TOO_SHORT"


class PasswordIsTooLong(Refusal):
    code = "PASSWORD_IS_TOO_LONG"


class TextIsTooLong(Refusal):
    code = "TEXT_IS_TOO_LONG"


class TextIsEmpty(Refusal):
    code = "TEXT_IS_EMPTY"


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
