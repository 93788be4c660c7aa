"""Headers by which browsers protect users, on every answer that does not bring its own."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from router.settings import SecurityHeadersSettings

NOBODY_FRAMES = b"frame-ancestors 'none'"
CONTENT_SECURITY_POLICY = b"content-security-policy"


class SecurityHeaders:
    def __init__(self, app: ASGIApp, settings: SecurityHeadersSettings) -> None:
        self._app = app
        framing = NOBODY_FRAMES
        if settings.frame_ancestors:
            framing = b"frame-ancestors " + " ".join(settings.frame_ancestors).encode()
        self._framing = framing
        self._defaults = {
            b"x-content-type-options": b"nosniff",
            b"referrer-policy": b"no-referrer",
            b"cache-control": b"no-store",
            CONTENT_SECURITY_POLICY: b"default-src 'none'; " + framing,
        }
        if not settings.frame_ancestors:
            self._defaults[b"x-frame-options"] = b"DENY"
        if settings.hsts_seconds:
            self._defaults[b"strict-transport-security"] = b"max-age=%d; includeSubDomains" % settings.hsts_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self._protected(message["headers"])
            await send(message)

        await self._app(scope, receive, send_protected)

    def _protected(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        given = dict(headers)
        policy = given.get(CONTENT_SECURITY_POLICY)
        if policy is not None and self._framing is not NOBODY_FRAMES:
            framed = policy.replace(NOBODY_FRAMES, self._framing)
            headers = [(name, framed if name == CONTENT_SECURITY_POLICY else value) for name, value in headers]
        return [*headers, *((name, value) for name, value in self._defaults.items() if name not in given)]
