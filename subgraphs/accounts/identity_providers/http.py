"""How providers are asked over HTTP: within a time, without redirects, and with answers of a reasonable size."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import orjson
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from httpx2 import HTTPError, InvalidURL

from subgraphs.accounts.identity_providers.identity_provider import IdentityIsNotProven, ProviderIsUnavailable

LARGEST_ANSWER = 1_000_000

Json = dict[str, Any]


@cache
def tls_context() -> ssl.SSLContext:
    """By the system's authorities. To read them takes a tenth of a second, so all connections share it."""
    return ssl.create_default_context()


async def get_json(client: AsyncOAuth2Client, url: str, headers: dict[str, str] | None = None) -> Any:
    """Raises `ProviderIsUnavailable` for anything but JSON with status 200."""
    async with client.stream("GET", url, withhold_token=True, headers=headers) as answer:
        if answer.status_code != 200:
            raise ProviderIsUnavailable(f"{url} answered with status {answer.status_code}")
        body = bytearray()
        async for piece in answer.aiter_bytes():
            body += piece
            if len(body) > LARGEST_ANSWER:
                raise ProviderIsUnavailable(f"{url} answered with more than {LARGEST_ANSWER} bytes")
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise ProviderIsUnavailable(f"{url} answered with something else than JSON") from error


async def get_object(client: AsyncOAuth2Client, url: str, headers: dict[str, str] | None = None) -> Json:
    found = await get_json(client, url, headers)
    if not isinstance(found, dict):
        raise ProviderIsUnavailable(f"{url} answered with something else than an object")
    return found


async def exchange_code(client: AsyncOAuth2Client, url: str, **fields: str) -> Json:
    """The tokens for a code. Raises `IdentityIsNotProven` where the provider does not know the code, or us."""
    try:
        tokens = await client.fetch_token(
            url, grant_type="authorization_code", headers={"accept": "application/json"}, **fields
        )
    except AuthlibBaseError as error:
        raise IdentityIsNotProven(f"the provider refused the code: {error.error}") from error
    except (ValueError, TypeError, KeyError) as error:
        raise ProviderIsUnavailable(f"{url} answered with something else than tokens") from error
    return dict(tokens)


@asynccontextmanager
async def asking(seconds: float) -> AsyncIterator[None]:
    """All that is asked within the block, in this time. What goes wrong on the way is `ProviderIsUnavailable`."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise ProviderIsUnavailable(f"no answer within {seconds:g} s") from error
    except (HTTPError, InvalidURL, OSError) as error:
        raise ProviderIsUnavailable(f"{type(error).__name__}: {error}") from error
