"""A subscription to a subgraph over server-sent events: a POST each, whose answer goes on until it is complete.

https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md#distinct-connections-mode
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

from router.executor.aiohttp_transport import AiohttpTransport, HttpStream
from router.executor.event_stream import EventStreamReader, EventTooLarge, ServerSentEvent
from router.executor.graphql_request import encode_request
from router.executor.graphql_response import decode_json, read_response
from router.executor.http_answer import read_answer, subgraph_error
from router.executor.http_transport import COMPRESSED, HttpAnswerRefused, HttpFailure
from router.executor.subgraph_client import SubgraphRequest, SubgraphResponse

ASKS_FOR_EVENTS: Final = {"accept": "text/event-stream", "accept-encoding": "identity"}


async def subscribe_over_sse(
    transport: AiohttpTransport, request: SubgraphRequest, max_event_bytes: int
) -> AsyncGenerator[SubgraphResponse, None]:
    """The time limit of the request is for the head of the answer; events may take as long as they do."""
    body, headers = encode_request(request), dict(request.headers)
    try:
        async with transport.stream(body, headers, ASKS_FOR_EVENTS, request.timeout) as stream:
            if stream.encoding:
                raise HttpAnswerRefused(COMPRESSED)
            if stream.status != 200 or stream.media_type != "text/event-stream":
                yield read_answer(await stream.whole(), request)
                return
            async with aclosing(_read_events(stream, request, max_event_bytes)) as events:
                async for response in events:
                    yield response
    except HttpFailure as failure:
        raise subgraph_error(failure, request, "subscription") from failure


async def _read_events(
    stream: HttpStream, request: SubgraphRequest, max_event_bytes: int
) -> AsyncGenerator[SubgraphResponse, None]:
    async with aclosing(_events_in(stream, max_event_bytes)) as events:
        async for event in events:
            if event.name == b"complete":
                return
            if event.name == b"next":
                answer = decode_json(event.data, request.subgraph, has_custom_scalars=True)
                yield read_response(answer, request.subgraph)
    raise HttpFailure("it ended the subscription without completing it")


async def _events_in(stream: HttpStream, max_event_bytes: int) -> AsyncGenerator[ServerSentEvent, None]:
    reader = EventStreamReader(max_event_bytes)
    async with aclosing(stream.pieces()) as pieces:
        async for piece in pieces:
            try:
                for event in reader.feed(piece):
                    yield event
            except EventTooLarge as error:
                raise HttpAnswerRefused("its event is too large") from error
