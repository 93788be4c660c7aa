"""The families of refusal that a subgraph knows. A domain's own refusals live in its errors.py."""

from collections.abc import Sequence
from typing import ClassVar


class DomainError(Exception):
    """The business said no. The client sees the message and the code."""

    code: ClassVar[str]

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Unauthenticated(DomainError):
    """Nobody is signed in, or what they showed is not valid."""

    code = "UNAUTHENTICATED"

    def __init__(self, message: str = "Sign in first.") -> None:
        super().__init__(message)


class Forbidden(DomainError):
    """The caller is known, and may not do this."""

    code = "FORBIDDEN"

    def __init__(self, message: str = "You may not do this.") -> None:
        super().__init__(message)


class NotFound(DomainError):
    """What was named does not exist, or is not for this caller to know of."""

    code = "NOT_FOUND"


class BadUserInput(DomainError):
    """An argument has a value that no form would have let through."""

    code = "BAD_USER_INPUT"


class Refusal(DomainError):
    """What a form can show beside one of its fields; a mutation answers it in `userErrors`.

    Subclasses are statements (`HandleIsTaken`) with a code of their own.
    """

    path: tuple[str, ...]
    """The input field that has to change, from the mutation's `input` downwards."""

    def __init__(self, message: str, path: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.path = tuple(path)


class Refusals(DomainError):
    """Several refusals found together, so that a form can show them all at once."""

    code = "REFUSED"

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__("; ".join(refusal.message for refusal in refusals))
        self.refusals = tuple(refusals)


def raise_refusals(refusals: Sequence[Refusal]) -> None:
    """Raise what was found; do nothing where nothing was."""
    if refusals:
        raise Refusals(refusals)


class SettingsError(Exception):
    """The operator gave settings that cannot work: one line, exit code 2, no traceback."""
