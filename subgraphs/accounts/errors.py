"""What accounts refuses."""

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
