"""Identity providers that people sign in at, over real HTTP and with real signatures.

One speaks OpenID Connect, as Google and Apple do, and one OAuth 2 as GitHub does. What a test wants to be wrong can be.
"""

import base64
import hashlib
import json
import secrets
import socket
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, OKPKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

CLIENT_ID, CLIENT_SECRET = "kumiki-client", "a secret of the client/+%"

AnyKey = RSAKey | ECKey | OKPKey | OctKey
Json = dict[str, Any]

RSA_KEY = RSAKey.generate_key(2048, {"kid": "rsa"})
EC_KEY = ECKey.generate_key("P-256", {"kid": "ec"})
ED_KEY = OKPKey.generate_key("Ed25519", {"kid": "ed"})
STRANGE_KEY = RSAKey.generate_key(2048, {"kid": "rsa"})
"""Of nobody, under the id of a real one."""


@dataclass
class Grant:
    """One code that was given out."""

    redirect_uri: str
    challenge: str
    nonce: str
    person: Json


@dataclass
class LocalProvider:
    """Somebody is always signed in here, and always agrees."""

    person: Json = field(default_factory=lambda: {"sub": "1001", "email": "mika@example.com", "email_verified": True})
    key: AnyKey = field(default_factory=lambda: RSA_KEY)
    algorithm: str = "RS256"
    published: list[AnyKey] = field(default_factory=lambda: [RSA_KEY, EC_KEY, ED_KEY])
    metadata: Json = field(default_factory=dict)
    """In place of what would be said."""

    claims: Json = field(default_factory=dict)
    """Likewise; None leaves a claim out."""

    user_info: Json | None = None
    emails: Any = None
    unsigned: bool = False
    answer: Callable[[str], Response | None] = lambda _path: None
    """In place of any answer, by path."""

    issuer: str = ""
    grants: dict[str, Grant] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    client_secrets: list[str] = field(default_factory=list)
    tells_issuer: bool = False

    def app(self) -> Starlette:
        routes = [
            Route("/.well-known/openid-configuration", self._configuration),
            Route("/authorize", self._authorize),
            Route("/token", self._token, methods=["POST"]),
            Route("/keys", self._keys),
            Route("/userinfo", self._user_info),
            Route("/login/oauth/authorize", self._authorize),
            Route("/login/oauth/access_token", self._token, methods=["POST"]),
            Route("/user", self._github_user),
            Route("/user/emails", self._github_emails),
        ]
        return Starlette(routes=routes)

    async def _noted(self, request: Request) -> Response | None:
        self.asked.append(request.url.path)
        return self.answer(request.url.path)

    async def _configuration(self, request: Request) -> Response:
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "authorization_response_iss_parameter_supported": self.tells_issuer,
            **self.metadata,
        }
        return await self._noted(request) or JSONResponse({k: v for k, v in said.items() if v is not None})

    async def _authorize(self, request: Request) -> Response:
        asked = request.query_params
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        assert asked["client_id"] == CLIENT_ID
        code = secrets.token_urlsafe(16)
        self.grants[code] = Grant(
            asked["redirect_uri"], asked["code_challenge"], asked.get("nonce", ""), dict(self.person)
        )
        returned = {"code": code, "state": asked["state"], **({"iss": self.issuer} if self.tells_issuer else {})}
        if asked.get("response_mode") == "form_post":
            return JSONResponse({"action": asked["redirect_uri"], "fields": returned})
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(returned)}", 302)

    async def _token(self, request: Request) -> Response:
        if (instead := await self._noted(request)) is not None:
            return instead
        form = dict(parse_qsl((await request.body()).decode()))
        if not self._knows(request, form):
            return JSONResponse({"error": "invalid_client"}, 401)
        grant = self.grants.pop(form["code"], None)
        verifier = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode()
        if (
            grant is None
            or grant.redirect_uri != form["redirect_uri"]
            or grant.challenge != verifier.rstrip("=")
            or form["grant_type"] != "authorization_code"
        ):
            status = 200 if request.url.path.startswith("/login") else 400
            return JSONResponse({"error": "invalid_grant"}, status)
        tokens = {"access_token": "an-access-token", "token_type": "Bearer", "expires_in": 300}
        return JSONResponse({**tokens, "id_token": self.id_token(grant)})

    def _knows(self, request: Request, form: dict[str, str]) -> bool:
        shown = form.get("client_secret")
        header = request.headers.get("authorization", "")
        if header.startswith("Basic "):
            name, _, shown = base64.b64decode(header[6:]).decode().partition(":")
            form["client_id"] = name
        self.client_secrets.append(shown or "")
        is_known = shown == CLIENT_SECRET or (shown or "").count(".") == 2
        return form.get("client_id") == CLIENT_ID and is_known

    def id_token(self, grant: Grant) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": grant.nonce,
            **grant.person,
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.unsigned:
            return ".".join([*(_part(each) for each in ({"alg": "none"}, claims)), ""])
        header = {"alg": self.algorithm, "kid": self.key.kid}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return jwt.encode(header, claims, self.key, algorithms=[self.algorithm])

    async def _keys(self, request: Request) -> Response:
        return await self._noted(request) or JSONResponse(KeySet(self.published).as_dict(private=False))

    async def _user_info(self, request: Request) -> Response:
        assert request.headers["authorization"] == "Bearer an-access-token"
        return await self._noted(request) or JSONResponse(self.user_info or self.person)

    async def _github_user(self, request: Request) -> Response:
        assert request.headers["authorization"] == "Bearer an-access-token"
        return await self._noted(request) or JSONResponse(self.user_info)

    async def _github_emails(self, request: Request) -> Response:
        return await self._noted(request) or JSONResponse(self.emails)


def _part(value: Json) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


class ProviderHost:
    """One server for all providers of a test run, each test's in its turn: to start one takes longer than to ask it."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._app: ASGIApp | None = None
        self._server = uvicorn.Server(uvicorn.Config(self._answer, interface="asgi3", log_config=None, lifespan="off"))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self._app is not None
        await self._app(scope, receive, send)

    def start(self) -> None:
        self._thread.start()

    def show(self, provider: LocalProvider) -> None:
        host, port = self._socket.getsockname()
        provider.issuer = f"http://{host}:{port}"
        self._app = provider.app()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()


@pytest.fixture(scope="session")
def provider_host() -> Iterator[ProviderHost]:
    host = ProviderHost()
    host.start()
    yield host
    host.stop()


@pytest.fixture
def local_provider(provider_host: ProviderHost) -> LocalProvider:
    provider = LocalProvider()
    provider_host.show(provider)
    return provider


def brought_back(address: str) -> dict[str, str]:
    """What stands in the address that somebody came back to."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
