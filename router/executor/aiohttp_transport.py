"""HTTP through aiohttp: for https, and for every URL that `http1_transport` leaves alone.

A request that we cancel must end at the subgraph too, which not every client does (docs/decisions/0004).
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Final

from aiohttp import (
    ClientConnectionResetError,
    ClientConnectorError,
    ClientError,
    ClientOSError,
    ClientPayloadError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    InvalidURL,
    ServerDisconnectedError,
    TCPConnector,
)

from router.executor.http_transport import (
    CLOSED,
    CLOSED_UNHEARD,
    FIXED_HEADERS,
    INVALID_HEADER,
    HttpAnswer,
    HttpAnswerRefused,
    HttpClientSettings,
    HttpFailure,
    HttpTimedOut,
    no_connection,
    too_large,
)

LARGE_BODY: Final = 2**20


class AiohttpTransport:
    """Posts to one URL."""

    def __init__(self, url: str, settings: HttpClientSettings) -> None:
        self._url = url
        self._settings = settings
        self._session: ClientSession | None = None
        self._is_closed = False

    async def post(self, body: bytes, headers: Mapping[str, str], seconds: float, may_repeat: bool) -> HttpAnswer:
        try:
            async with asyncio.timeout(seconds):
                return await self._send_again_if_unheard(body, headers, may_repeat)
        except TimeoutError as error:
            raise self._too_late(error) from error
        except (ClientError, OSError) as error:
            raise _failure_of(error) from error
        except ValueError as error:  # a line break in a header, for one
            raise HttpFailure(INVALID_HEADER) from error

    def _too_late(self, error: TimeoutError) -> HttpTimedOut:
        """The limit for connecting raises an error of aiohttp; that for all of it a bare one."""
        if isinstance(error, ClientError):
            return HttpTimedOut(f"no connection within {self._settings.connect_timeout:g} s")
        return HttpTimedOut()

    async def _send_again_if_unheard(self, body: bytes, headers: Mapping[str, str], may_repeat: bool) -> HttpAnswer:
        try:
            return await self._send(body, headers)
        except (ServerDisconnectedError, ClientOSError) as error:
            if not (_was_surely_not_read(error) or (may_repeat and not isinstance(error, ClientConnectorError))):
                raise
            return await self._send(body, headers)

    async def _send(self, body: bytes, headers: Mapping[str, str]) -> HttpAnswer:
        posting = self._open_session().post(
            self._url,
            data=_as_payload(body),
            headers={**headers, **FIXED_HEADERS},
            allow_redirects=False,
            server_hostname=self._settings.server_name,
        )
        async with posting as response:
            return await self._read_answer(response)

    async def post_stream(
        self, body: AsyncIterator[bytes], headers: Mapping[str, str], own_headers: Mapping[str, str], seconds: float
    ) -> HttpAnswer:
        """As `post`, never repeated. The seconds count anew from each piece, and not while the next is waited for. What
        the body raises is raised."""
        sending = _Sending(body)
        try:
            async with asyncio.timeout(seconds) as limit:
                posting = self._open_session().post(
                    self._url,
                    data=sending.pieces(limit, seconds),
                    headers={**headers, **FIXED_HEADERS, **own_headers},
                    allow_redirects=False,
                    server_hostname=self._settings.server_name,
                )
                async with posting as response:
                    return await self._read_answer(response)
        except TimeoutError as error:
            raise self._too_late(error) from error
        except (ClientError, OSError) as error:
            raise sending.failure or _failure_of(error) from error
        except ValueError as error:
            raise HttpFailure(INVALID_HEADER) from error

    @asynccontextmanager
    async def stream(
        self, body: bytes, headers: Mapping[str, str], own_headers: Mapping[str, str], seconds: float
    ) -> AsyncIterator["HttpStream"]:
        """An answer that is read as it comes; the seconds are for its head. Leaving it closes the connection. Raises
        `HttpFailure`, and so does reading."""
        try:
            async with asyncio.timeout(seconds):
                response = await self._open_session().post(
                    self._url,
                    data=_as_payload(body),
                    headers={**headers, **FIXED_HEADERS, **own_headers},
                    allow_redirects=False,
                    server_hostname=self._settings.server_name,
                )
        except TimeoutError as error:
            raise self._too_late(error) from error
        except (ClientError, OSError) as error:
            raise _failure_of(error) from error
        except ValueError as error:
            raise HttpFailure(INVALID_HEADER) from error
        try:
            yield HttpStream(response, self._read_answer)
        finally:
            response.close()

    def _open_session(self) -> ClientSession:
        if self._is_closed:
            raise HttpFailure(CLOSED)
        if self._session is None:
            self._session = ClientSession(
                # How many requests run at once is for the executor to say.
                connector=TCPConnector(
                    limit=0, keepalive_timeout=self._settings.keep_alive, ssl=self._settings.tls or True
                ),
                timeout=ClientTimeout(total=None, sock_connect=self._settings.connect_timeout),
                cookie_jar=DummyCookieJar(),
                headers={"accept-encoding": self._settings.accept_encoding},
                auto_decompress=False,
            )
        return self._session

    async def _read_answer(self, response: ClientResponse) -> HttpAnswer:
        encoding = response.headers.get("content-encoding", "").lower()
        compression = b"" if encoding == "identity" else encoding.encode("latin-1")
        return HttpAnswer(response.status, await self._read_body(response), _headers_of(response), compression)

    async def _read_body(self, response: ClientResponse) -> bytes:
        limit = self._settings.max_response_bytes
        size = response.content_length or 0
        chunks: list[bytes] = []
        if size <= limit:
            size = 0
            async for chunk in response.content.iter_any():
                chunks.append(chunk)
                size += len(chunk)
                if size > limit:
                    break
        if size > limit:
            raise HttpAnswerRefused(too_large(limit))
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    async def aclose(self) -> None:
        self._is_closed = True
        if self._session is not None:
            await self._session.close()


class HttpStream:
    """An answer whose body has not been read."""

    def __init__(self, response: ClientResponse, read_whole: Callable[[ClientResponse], Awaitable[HttpAnswer]]) -> None:
        self.status = response.status
        self.media_type = response.content_type
        self.encoding = response.headers.get("content-encoding", "identity").lower().removesuffix("identity")
        self._response = response
        self._read_whole = read_whole

    async def whole(self) -> HttpAnswer:
        try:
            return await self._read_whole(self._response)
        except (ClientError, OSError) as error:
            raise _failure_of(error) from error

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        try:
            async for piece in self._response.content.iter_any():
                yield piece
        except (ClientError, OSError) as error:
            raise _failure_of(error) from error


def _headers_of(response: ClientResponse) -> list[tuple[bytes, bytes]]:
    return [(name.lower(), value) for name, value in response.raw_headers]


class _Sending:
    """A body on its way. aiohttp reports a body that fails as a broken connection, so the cause is kept here."""

    def __init__(self, body: AsyncIterator[bytes]) -> None:
        self._body = body
        self.failure: Exception | None = None

    async def pieces(self, limit: asyncio.Timeout, seconds: float) -> AsyncIterator[bytes]:
        loop = asyncio.get_running_loop()
        try:
            while True:
                # The subgraph is not to blame for who lets us wait for the body.
                limit.reschedule(None)
                piece = await anext(self._body, None)
                limit.reschedule(loop.time() + seconds)
                if piece is None:
                    return
                yield piece
        except Exception as error:
            self.failure = error
            raise


def _as_payload(body: bytes) -> bytes | BytesIO:
    # aiohttp warns of large bytes, which it would write in one piece; a file it writes in several.
    return body if len(body) <= LARGE_BODY else BytesIO(body)


def _was_surely_not_read(error: ClientError) -> bool:
    """Idle connections are closed by the subgraph at any moment, also in the one in which we take them. This one was
    noticed before all of the request was written."""
    return isinstance(error.__cause__, ClientConnectionResetError)


def _failure_of(error: ClientError | OSError) -> HttpFailure:
    """Without host and port, which are none of the client's business."""
    match error:
        case InvalidURL():
            return HttpFailure("its URL is not valid")
        case ClientConnectorError(os_error=cause):
            return no_connection(cause)
        case ServerDisconnectedError():
            return HttpFailure(CLOSED_UNHEARD)
        case ClientPayloadError() | OSError():
            return HttpFailure("the connection broke off")
        case _:
            return HttpFailure("its answer is not HTTP")
