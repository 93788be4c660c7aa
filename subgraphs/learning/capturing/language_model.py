"""A language model behind the HTTP API that most servers of such models speak (`/chat/completions`).

The key goes into one header and nowhere else: messages of errors name what happened and never what was sent, redirects
are not followed, and an answer is read up to a limit. A server that is busy or broken is asked again after a pause; one
that wants more time than we have is left alone.
"""

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx2
import orjson
import structlog
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from subgraphs.learning.capture_settings import CaptureSettings
from subgraphs.shared.retry_policy import RetryPolicy

log = structlog.get_logger(__name__)

_BUSY = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_FINISHED = "stop"


class LanguageModelFailed(Exception):
    """No answer that could be used. The message names no address, key or text."""


class _TryAgain(Exception):
    def __init__(self, reason: str, pause: float | None = None) -> None:
        super().__init__(reason)
        self.pause = pause
        """Seconds that the server asks for; None: as long as we like."""


@dataclass(frozen=True, slots=True)
class Message:
    role: str
    """`system`, `user` or `assistant`."""
    content: str


@dataclass(frozen=True, slots=True)
class Completion:
    content: str
    is_whole: bool
    """Whether the model came to an end by itself."""
    input_tokens: int | None
    """None where the server does not say."""
    output_tokens: int | None


class _Said(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Said
    finish_reason: str | None = None


class _Usage(BaseModel):
    prompt_tokens: int = Field(ge=0)
    completion_tokens: int = Field(ge=0)


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore")

    choices: list[_Choice] = Field(min_length=1)
    usage: _Usage | None = None


class LanguageModel:
    def __init__(self, settings: CaptureSettings) -> None:
        self._settings = settings
        self._retries = RetryPolicy(
            settings.language_model_attempts,
            settings.language_model_first_pause.total_seconds(),
            settings.language_model_longest_pause.total_seconds(),
        )

    async def complete(self, messages: Sequence[Message]) -> Completion:
        """The model's answer, as JSON if it does as it is told. Raises `LanguageModelFailed`."""
        attempt = 1
        while True:
            try:
                return await self._ask(messages)
            except _TryAgain as failure:
                pause = failure.pause if failure.pause is not None else self._retries.pause_after(attempt)
                log.warning("language_model.busy", reason=str(failure), attempt=attempt)
                if attempt >= self._retries.attempts or pause > self._retries.longest_pause:
                    raise LanguageModelFailed(str(failure)) from None
            await asyncio.sleep(pause)
            attempt += 1

    async def _ask(self, messages: Sequence[Message]) -> Completion:
        seconds = self._settings.language_model_timeout.total_seconds()
        try:
            async with asyncio.timeout(seconds), self._client(seconds) as client:
                return _completion(await self._read(client, messages))
        except TimeoutError:
            raise _TryAgain("no answer in time") from None
        except httpx2.HTTPError as error:
            # Its text may hold the address, and the address a secret.
            raise _TryAgain(type(error).__name__) from None
        except (httpx2.InvalidURL, UnicodeError) as error:
            raise LanguageModelFailed(type(error).__name__) from None

    def _client(self, seconds: float) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(timeout=seconds, follow_redirects=False, trust_env=False, verify=_tls_context())

    async def _read(self, client: httpx2.AsyncClient, messages: Sequence[Message]) -> bytes:
        url = f"{(self._settings.language_model_url or '').rstrip('/')}/chat/completions"
        body = orjson.dumps(self._question(messages))
        async with client.stream("POST", url, headers=self._headers(), content=body) as answer:
            if answer.status_code in _BUSY:
                raise _TryAgain(f"status {answer.status_code}", _pause_of(answer.headers.get("retry-after")))
            if answer.status_code != 200:
                raise LanguageModelFailed(f"status {answer.status_code}")
            content = bytearray()
            async for piece in answer.aiter_bytes():
                content += piece
                if len(content) > self._settings.language_model_answer_bytes:
                    raise LanguageModelFailed("the answer is too long")
            return bytes(content)

    def _question(self, messages: Sequence[Message]) -> dict[str, Any]:
        return {
            "model": self._settings.language_model,
            "messages": [{"role": each.role, "content": each.content} for each in messages],
            "max_tokens": self._settings.language_model_tokens,
            "temperature": 0.2,
            "response_format": {"type": "json_object"},
        }

    def _headers(self) -> dict[str, str]:
        headers = {"content-type": "application/json", "accept": "application/json"}
        if self._settings.language_model_key is not None:
            headers["authorization"] = f"Bearer {self._settings.language_model_key.get_secret_value()}"
        return headers


@cache
def _tls_context() -> ssl.SSLContext:
    # To read the system's authorities takes a tenth of a second.
    return ssl.create_default_context()


def _completion(content: bytes) -> Completion:
    try:
        answer = _Answer.model_validate_json(content)
    except ValidationError:
        raise _TryAgain("no answer of the API") from None
    choice, usage = answer.choices[0], answer.usage
    return Completion(
        content=choice.message.content,
        is_whole=choice.finish_reason in (None, _FINISHED),
        input_tokens=usage.prompt_tokens if usage else None,
        output_tokens=usage.completion_tokens if usage else None,
    )


def _pause_of(header: str | None) -> float | None:
    """Of `Retry-After`, where it is in seconds."""
    return float(header) if header is not None and header.isascii() and header.isdecimal() else None
