"""What a request shows to say who calls: a token in a header or a cookie, or an API key."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from http.cookies import CookieError, SimpleCookie
from typing import ClassVar, Protocol

from router.errors import OperationError
from router.server.authentication import (
    LONGEST_TOKEN,
    Authenticator,
    Caller,
    CallerSigner,
    Unauthenticated,
)
from router.server.token_introspection import TokenIntrospector
from router.settings import ApiKeySettings, TokenSettings

IN_AUTHORIZATION = TokenSettings()


class CsrfPrevented(OperationError):
    """A cookie came with a request that any page could have made."""

    code: ClassVar[str] = "CSRF_PREVENTED"


class TokenCheck(Protocol):
    """How a token becomes a caller."""

    async def verify(self, token: str) -> Caller:
        """Raises `Unauthenticated` for a token that does not hold."""
        ...


@dataclass(frozen=True, slots=True)
class ByPrefix:
    """Asks the introspector about the tokens that it is for, and the verifier about all others."""

    introspector: TokenIntrospector
    others: TokenCheck | None

    async def verify(self, token: str) -> Caller:
        if self.introspector.is_for(token):
            return await self.introspector.verify(token)
        if self.others is None:
            raise Unauthenticated("The token is of no kind that this router knows.")
        return await self.others.verify(token)


@dataclass(frozen=True, slots=True)
class TokenAuthenticator:
    """Accepts access tokens; a request without one is anonymous."""

    verifier: TokenCheck
    settings: TokenSettings = IN_AUTHORIZATION

    async def authenticate(self, headers: Mapping[str, str]) -> Caller | None:
        value = headers.get(self.settings.header)
        token = self._from_header(value) if value is not None else self._from_cookie(headers)
        return await self.verifier.verify(token) if token is not None else None

    def _from_header(self, value: str) -> str:
        scheme, token = self.settings.scheme, value.strip()
        if scheme:
            given, _, token = token.partition(" ")
            if given.lower() != scheme.lower() or not token.strip():
                header = self.settings.header.title()
                raise Unauthenticated(f"The {header} header must hold a token: `{scheme} <token>`.")
        return _checked(token.strip())

    def _from_cookie(self, headers: Mapping[str, str]) -> str | None:
        if self.settings.cookie is None or "cookie" not in headers:
            return None
        token = cookie_value(headers["cookie"], self.settings.cookie)
        if token is None:
            return None
        # A page cannot make headers that begin with "sec-": this is a WebSocket, whose origin was checked.
        if self.settings.csrf_header not in headers and "sec-websocket-key" not in headers:
            raise CsrfPrevented(
                f"A request that signs in by cookie must have the header {self.settings.csrf_header}, with any value."
            )
        return _checked(token)


def cookie_value(header: str, name: str) -> str | None:
    try:
        cookies: SimpleCookie = SimpleCookie(header)
    except CookieError:
        return None
    return cookies[name].value if name in cookies else None


def _checked(token: str) -> str:
    if len(token) > LONGEST_TOKEN:
        raise Unauthenticated(f"The access token is longer than {LONGEST_TOKEN} characters.")
    return token


class ApiKeyAuthenticator:
    """Accepts API keys that were given out, of which only the SHA-256 is known here, and those that a server knows.

    A key is looked up by its hash, so how long that takes tells nothing about keys that exist.
    """

    def __init__(
        self,
        keys: Iterable[ApiKeySettings],
        header: str,
        signer: CallerSigner | None = None,
        introspector: TokenIntrospector | None = None,
    ) -> None:
        self._header = header.lower()
        self._introspector = introspector
        self._callers = {
            bytes.fromhex(key.sha256.get_secret_value()): _signed(Caller(key.subject, key.roles, key.scopes), signer)
            for key in keys
        }

    async def authenticate(self, headers: Mapping[str, str]) -> Caller | None:
        key = headers.get(self._header)
        if key is None:
            return None
        caller = self._callers.get(hashlib.sha256(key.encode()).digest())
        if caller is not None:
            return caller
        if self._introspector is not None and key and self._introspector.is_for(key):
            return await self._introspector.verify(_checked(key))
        raise Unauthenticated("The API key is not valid.")


def _signed(caller: Caller, signer: CallerSigner | None) -> Caller:
    return caller if signer is None else replace(caller, forward=lambda: signer.headers(caller))


@dataclass(frozen=True, slots=True)
class FirstOf:
    """Asks several authenticators in turn: the first that knows the caller says who it is."""

    authenticators: tuple[Authenticator, ...]
    is_required: bool = False
    introspector: TokenIntrospector | None = None
    """What of them has connections to close."""

    async def authenticate(self, headers: Mapping[str, str]) -> Caller | None:
        for authenticator in self.authenticators:
            caller = await authenticator.authenticate(headers)
            if caller is not None:
                return caller
        if self.is_required:
            raise Unauthenticated("Sign in first: this router answers nobody who shows no credentials.")
        return None

    async def aclose(self) -> None:
        if self.introspector is not None:
            await self.introspector.aclose()
