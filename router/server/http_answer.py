"""An answer in one piece: its media type, its compression, its headers."""

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.types import Send

from router.server.compress_answer import AnswerCompression
from router.server.graphql_request import write_bounded_json
from router.server.media_types import JSON, RESPONSE_JSON
from router.server.request_record import note_codes
from router.settings import CompressionSettings

RawHeaders = Iterable[tuple[bytes, bytes]]

CONTENT_TYPES = {
    JSON: b"application/json; charset=utf-8",
    RESPONSE_JSON: b"application/graphql-response+json; charset=utf-8",
}


class HttpAnswers:
    """Sends answers."""

    def __init__(self, settings: CompressionSettings, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._compression = AnswerCompression(settings)
        self._vary = (b"vary", b"accept, accept-encoding" if settings.encodings else b"accept")

    async def send(
        self,
        send: Send,
        request_headers: Mapping[str, str],
        status: int,
        media_type: str,
        response: Any,
        headers: RawHeaders = (),
    ) -> None:
        """`response` is written as JSON, in the media type `JSON` or `RESPONSE_JSON`. Raises `ResponseTooLarge`."""
        if type(response) is dict and "errors" in response:
            note_codes(response["errors"])
        content = write_bounded_json(response, self._max_bytes)
        accepted, encoding, body = request_headers.get("accept-encoding"), None, content
        if accepted is not None:
            body, encoding = await self._compression.compress(content, accepted)
        answered = [
            (b"content-type", CONTENT_TYPES[media_type]),
            (b"content-length", b"%d" % len(body)),
            self._vary,
            *headers,
        ]
        if encoding is not None:
            answered.append((b"content-encoding", encoding.encode()))
        await send({"type": "http.response.start", "status": status, "headers": answered})
        await send({"type": "http.response.body", "body": body})
