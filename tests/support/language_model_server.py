"""A server that speaks the API of language models, and answers as a test tells it to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class LanguageModelServer:
    """Gives the answers in their order, and the last one again and again."""

    answers: list[Handler]
    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    authorizations: list[str | None] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        handler = self.answers[min(len(self.requests), len(self.answers) - 1)]
        self.requests.append(orjson.loads(await request.read()))
        self.authorizations.append(request.headers.get("authorization"))
        self.paths.append(request.path)
        return await handler(request)


@asynccontextmanager
async def language_model_server(*answers: Handler) -> AsyncIterator[LanguageModelServer]:
    server = LanguageModelServer(list(answers))
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", server.answer)
    runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    try:
        yield server
    finally:
        await runner.cleanup()


def says(content: str, finish_reason: str = "stop", usage: tuple[int, int] | None = (200, 100)) -> Handler:
    """The model says this."""
    body: dict[str, Any] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": "tiny",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": finish_reason}],
    }
    if usage is not None:
        body["usage"] = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}
    return sends(orjson.dumps(body))


def cards(*written: tuple[int, str, str, str, str]) -> str:
    """Cards as the model is asked for them: sentence, quotation, word, reading, meaning."""
    names = ("sentence", "quote", "word", "reading", "meaning")
    return orjson.dumps({"cards": [dict(zip(names, card, strict=True)) for card in written]}).decode()


def sends(body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Handler:
    async def send(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=body, status=status, headers=headers, content_type="application/json")

    return send


def fails(status: int, headers: dict[str, str] | None = None) -> Handler:
    return sends(b'{"error": {"message": "no"}}', status, headers)


async def hangs(request: web.Request) -> web.StreamResponse:
    """Begins to answer and does not go on, until the caller has had enough."""
    response = web.StreamResponse()
    await response.prepare(request)
    await asyncio.Event().wait()
    return response


async def breaks_off(request: web.Request) -> web.StreamResponse:
    """Says how long the answer is and leaves in the middle of it."""
    response = web.StreamResponse(headers={"content-length": "1000"})
    await response.prepare(request)
    await response.write(b'{"choices": [')
    if request.transport is not None:
        request.transport.abort()
    return response
