"""Requests that any page can make a browser send, without CORS having a say: they are refused before they are read.

A page of any host may send a GET, or a POST with the content type of a form, and the browser adds its visitor's
cookies. The page cannot read the answer, but the operation has run. What had to ask first (a preflight) is safe.
https://fetch.spec.whatwg.org/#simple-header
"""

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from router.server.asgi_headers import send_refusal
from router.server.credentials import CsrfPrevented
from router.settings import CsrfSettings

log = structlog.get_logger()

SIMPLE_CONTENT_TYPES = (b"application/x-www-form-urlencoded", b"multipart/form-data", b"text/plain")
OWN_PAGE = (b"same-origin", b"none")
"""What browsers say of requests by a page of the same host, or by the user."""


class CsrfPrevention:
    """Lets through what was certainly not sent by another host's page."""

    def __init__(self, app: ASGIApp, settings: CsrfSettings) -> None:
        self._app = app
        self._required = frozenset(name.lower().encode() for name in settings.required_headers)
        self._message = (
            "A page of another host could have sent this. Send one of the headers "
            f"{', '.join(settings.required_headers)}, or POST with the content type application/json."
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "OPTIONS" or could_not_be_forged(scope, self._required):
            await self._app(scope, receive, send)
        else:
            log.info("request.refused", code=CsrfPrevented.code)
            await send_refusal(send, 403, CsrfPrevented.code, self._message)


def could_not_be_forged(scope: Scope, required: frozenset[bytes]) -> bool:
    """Whether a browser would have asked us before it let another host's page send this."""
    for name, value in scope["headers"]:
        if name in required:
            return True
        if name == b"content-type" and not _is_simple(value):
            return True
        if name == b"sec-fetch-site" and value in OWN_PAGE:
            return True
    return False


def _is_simple(content_type: bytes) -> bool:
    media_type = content_type.partition(b";")[0].strip().lower()
    return not media_type or media_type in SIMPLE_CONTENT_TYPES or b"," in content_type
