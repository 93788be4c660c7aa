"""Asks a server what a token means (RFC 7662), for tokens that can be revoked or say nothing by themselves.

An answer counts for some seconds, a refusal for fewer; several requests with one token ask once. Whatever else comes
back, or nothing, lets nobody in: a token that cannot be checked is no token. Tokens are remembered by their hash only.
"""

import asyncio
import hashlib
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol
from urllib.parse import quote_plus, urlencode

import orjson
import structlog
from joserfc import jwt
from joserfc.jwk import OctKey

from router.executor.aiohttp_transport import AiohttpTransport
from router.executor.http_transport import HttpAnswer, HttpClientSettings, HttpFailure, HttpTimedOut
from router.server.authentication import AuthenticationUnavailable, Caller, ClaimsReader, Unauthenticated
from router.server.plan_cache import BoundedCache
from router.settings import TokenIntrospectionSettings

log = structlog.get_logger()

LARGEST_ANSWER: Final = 65_536
ASSERTION_LIFETIME: Final = 60
JWT_BEARER: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
FORM: Final = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}

Claims = Mapping[str, Any]


class IntrospectionFailed(Exception):
    """No answer that could be believed."""


class IntrospectionServer(Protocol):
    """Who knows what tokens mean. In embedded mode it is in the same process."""

    async def introspect(self, token: str) -> Claims:
        """The members of an answer as RFC 7662 has them, `active` among them. Raises `IntrospectionFailed`."""
        ...

    async def aclose(self) -> None: ...


class HttpIntrospectionServer:
    """The server at a URL."""

    def __init__(self, settings: TokenIntrospectionSettings, clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._clock = clock
        self._transport = AiohttpTransport(
            settings.url,
            HttpClientSettings(connect_timeout=settings.timeout_seconds, max_response_bytes=LARGEST_ANSWER),
        )

    async def introspect(self, token: str) -> Claims:
        try:
            answer = await self._ask_again_if_unheard(token)
        except HttpFailure as failure:
            raise IntrospectionFailed(failure.reason or "it did not answer in time") from failure
        if answer.status != 200:
            raise IntrospectionFailed(f"it answered with status {answer.status}")
        return _read(answer.body)

    async def _ask_again_if_unheard(self, token: str) -> HttpAnswer:
        try:
            return await self._ask(token)
        except HttpTimedOut:
            raise
        except HttpFailure:
            # An idle connection may be closed in the moment in which we take it, and asking twice changes nothing.
            return await self._ask(token)

    async def _ask(self, token: str) -> HttpAnswer:
        form = {"token": token, "token_type_hint": "access_token", **self._assertion()}
        seconds = self._settings.timeout_seconds
        async with self._transport.stream(urlencode(form).encode(), self._basic(), FORM, seconds) as stream:
            return await stream.whole()

    def _basic(self) -> Mapping[str, str]:
        if self._settings.client_authentication != "client_secret_basic":
            return {}
        # RFC 6749, 2.3.1: both are encoded as in a form first.
        pair = f"{quote_plus(self._settings.client_id)}:{quote_plus(self._settings.client_secret.get_secret_value())}"
        return {"authorization": f"Basic {b64encode(pair.encode()).decode()}"}

    def _assertion(self) -> Mapping[str, str]:
        if self._settings.client_authentication != "client_secret_jwt":
            return {}
        now = int(self._clock())
        claims = {
            "iss": self._settings.client_id,
            "sub": self._settings.client_id,
            "aud": self._settings.audience or self._settings.url,
            "iat": now,
            "exp": now + ASSERTION_LIFETIME,
        }
        key = OctKey.import_key(self._settings.client_secret.get_secret_value().encode())
        return {
            "client_assertion_type": JWT_BEARER,
            "client_assertion": jwt.encode({"alg": "HS256"}, claims, key, algorithms=["HS256"]),
        }

    async def aclose(self) -> None:
        await self._transport.aclose()


def _read(body: bytes) -> Claims:
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise IntrospectionFailed("its answer is not JSON") from error
    if not isinstance(answer, dict):
        raise IntrospectionFailed("its answer is not an object")
    return answer


class TokenIntrospector:
    """Names the caller of a token by asking, and remembers the answer for a while."""

    def __init__(
        self,
        server: IntrospectionServer,
        settings: TokenIntrospectionSettings,
        reader: ClaimsReader,
        leeway: float = 0.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._server = server
        self._settings = settings
        self._reader = reader
        self._leeway = leeway
        self._clock = clock
        # Apart, so that no crowd of made-up tokens drives out those that are in use.
        self._known: BoundedCache[bytes, tuple[float, Caller]] = BoundedCache(
            settings.cache_entries, settings.cache_entries
        )
        self._refused: BoundedCache[bytes, float] = BoundedCache(settings.cache_entries, settings.cache_entries)
        self._questions: dict[bytes, asyncio.Task[Caller | None]] = {}
        self._turns = asyncio.Semaphore(settings.max_concurrent)

    def is_for(self, token: str) -> bool:
        return token.startswith(self._settings.applies_to)

    async def verify(self, token: str) -> Caller:
        """Raises `Unauthenticated` for a token that means nothing, `AuthenticationUnavailable` where that cannot be
        told."""
        key = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
        now = self._clock()
        known = self._known.get(key)
        if known is not None and now < known[0]:
            return known[1]
        caller = None if now < (self._refused.get(key) or 0.0) else await self._ask_once(key, token)
        if caller is None:
            raise Unauthenticated("The token or API key is not valid: unknown, expired or revoked.")
        return caller

    async def _ask_once(self, key: bytes, token: str) -> Caller | None:
        question = self._questions.get(key)
        if question is None:
            question = asyncio.create_task(self._ask(key, token))
            self._questions[key] = question
            question.add_done_callback(lambda done: self._ended(key, done))
        try:
            # Whoever leaves, the others want the answer.
            return await asyncio.shield(question)
        except IntrospectionFailed as error:
            raise AuthenticationUnavailable("Tokens of this kind cannot be checked at the moment.") from error

    def _ended(self, key: bytes, question: asyncio.Task[Caller | None]) -> None:
        del self._questions[key]
        if not question.cancelled() and (error := question.exception()) is not None:
            log.error("authentication.introspection.failed", reason=str(error))

    async def _ask(self, key: bytes, token: str) -> Caller | None:
        try:
            async with asyncio.timeout(self._settings.timeout_seconds), self._turns:
                claims = await self._server.introspect(token)
        except TimeoutError as error:
            raise IntrospectionFailed("it did not answer in time") from error
        now = self._clock()
        caller = self._caller(claims, now)
        if caller is None:
            self._refused.put(key, now + self._settings.refused_cache_seconds)
        else:
            self._known.put(key, (min(now + self._settings.cache_seconds, caller.expires_at or now), caller))
        return caller

    def _caller(self, claims: Claims, now: float) -> Caller | None:
        match claims.get("active"):
            case False:
                return None
            case True:
                pass
            case _:
                raise IntrospectionFailed('its answer has no "active"')
        subject, ends, begins = claims.get("sub"), claims.get("exp"), claims.get("nbf", 0)
        if not isinstance(subject, str) or not subject:
            raise IntrospectionFailed('its answer has no "sub"')
        if not isinstance(ends, int | float | None) or not isinstance(begins, int | float):
            raise IntrospectionFailed('its answer has no numbers in "exp" and "nbf"')
        if (ends is not None and ends + self._leeway <= now) or begins - self._leeway > now:
            return None
        # What this caller opens does not outlive their token's revocation for ever.
        until = now + self._settings.connection_seconds
        return self._reader.caller(claims, until if ends is None else min(until, ends + self._leeway))

    async def aclose(self) -> None:
        """Whoever waits for an answer still gets it."""
        await asyncio.gather(*self._questions.values(), return_exceptions=True)
        await self._server.aclose()
