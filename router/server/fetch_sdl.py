"""Ask a running subgraph for its schema, for the composer, which itself speaks to nobody."""

import urllib.error
import urllib.request
from typing import Any

import orjson

from router.errors import SubgraphError

TIMEOUT = 10.0
SDL_QUERY = orjson.dumps({"query": "{ _service { sdl } }"})


class SchemaUnavailable(SubgraphError):
    """A subgraph did not tell its schema."""

    code = "SUBGRAPH_SCHEMA_UNREADABLE"


def fetch_sdl(url: str) -> str:
    """POST `{ _service { sdl } }`. Raises `SubgraphError` where the subgraph gives no schema."""
    if not url.startswith(("http://", "https://")):
        raise SchemaUnavailable("the URL is neither http nor https", url)
    headers = {"content-type": "application/json", "accept": "application/json"}
    request = urllib.request.Request(url, SDL_QUERY, headers)  # noqa: S310 - the scheme is checked above
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as response:  # noqa: S310
            answer: Any = orjson.loads(response.read())
        sdl = answer["data"]["_service"]["sdl"]
    except urllib.error.HTTPError as error:
        raise SchemaUnavailable(f"it answered with status {error.code}", url) from error
    except OSError as error:
        raise SchemaUnavailable(f"it does not answer ({error})", url) from error
    except (ValueError, LookupError, TypeError) as error:
        raise SchemaUnavailable("its answer to { _service { sdl } } holds no SDL", url) from error
    if not isinstance(sdl, str):
        raise SchemaUnavailable("its answer to { _service { sdl } } holds no SDL", url)
    return sdl
