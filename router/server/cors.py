"""Cross-origin requests: which pages of other hosts a browser lets call the router, and read its answers.

https://fetch.spec.whatwg.org/#http-cors-protocol
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from router.server.allowed_origins import AllowedOrigins
from router.server.asgi_headers import add_vary, header_of, send_refusal
from router.settings import CorsSettings


class Cors:
    """Answers browsers that ask first, and says in every answer which page may read it."""

    def __init__(self, app: ASGIApp, settings: CorsSettings) -> None:
        self._app = app
        self._allowed = AllowedOrigins.from_settings(settings)
        self._allows_all = "*" in settings.origins
        self._granted = [(b"access-control-allow-credentials", b"true")] if settings.credentials else []
        exposed = ", ".join(settings.exposed_headers).encode()
        self._exposed = [(b"access-control-expose-headers", exposed)] if exposed else []
        self._preflight = [
            (b"access-control-allow-methods", b"GET, POST"),
            (b"access-control-allow-headers", ", ".join(settings.headers).encode()),
            (b"access-control-max-age", b"%d" % settings.max_age_seconds),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        origin = header_of(scope, b"origin")
        if scope["method"] == "OPTIONS" and header_of(scope, b"access-control-request-method") is not None:
            await self._answer_preflight(origin, send)
            return
        granted = [*self._grant(origin), *self._exposed] if self._allows(origin) else []

        async def send_with_grant(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *granted]
                if not self._allows_all:
                    add_vary(message, b"origin")
            await send(message)

        await self._app(scope, receive, send_with_grant)

    async def _answer_preflight(self, origin: bytes | None, send: Send) -> None:
        vary = [(b"vary", b"origin, access-control-request-method, access-control-request-headers")]
        if not self._allows(origin):
            await send_refusal(send, 403, "ORIGIN_NOT_ALLOWED", "Pages of this origin may not call the router.", vary)
            return
        headers = [*self._grant(origin), *self._preflight, *vary]
        await send({"type": "http.response.start", "status": 204, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    def _allows(self, origin: bytes | None) -> bool:
        return origin is not None and (self._allows_all or origin.decode("latin-1") in self._allowed)

    def _grant(self, origin: bytes | None) -> list[tuple[bytes, bytes]]:
        name = b"*" if self._allows_all or origin is None else origin
        return [(b"access-control-allow-origin", name), *self._granted]
