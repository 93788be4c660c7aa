"""A request with files as a subgraph reads it: `multipart/form-data`, written while the files come in."""

import json
import secrets
from collections.abc import AsyncIterator

import orjson

from router.executor.graphql_request import request_payload
from router.executor.request_files import FilePart, SubgraphFiles, null_for_file
from router.executor.subgraph_client import SubgraphRequest


def new_boundary() -> str:
    """That no file holds but by a miracle."""
    return f"kumiki-{secrets.token_hex(16)}"


async def multipart_request(request: SubgraphRequest, files: SubgraphFiles, boundary: str) -> AsyncIterator[bytes]:
    """The body, piece by piece."""
    delimiter = f"--{boundary}\r\n"
    yield _field(delimiter, "operations", _operations(request))
    yield _field(delimiter, "map", orjson.dumps(dict(files.places)))
    async for part in files.parts():
        yield _head(delimiter, part)
        async for chunk in part.content:
            yield chunk
        yield b"\r\n"
    yield f"--{boundary}--\r\n".encode()


def _operations(request: SubgraphRequest) -> bytes:
    payload = request_payload(request)
    try:
        return orjson.dumps(payload, default=null_for_file)
    except TypeError:
        # Integers of more than 64 bits and lone surrogates.
        return json.dumps(payload, allow_nan=False, separators=(",", ":"), default=null_for_file).encode()


def _field(delimiter: str, name: str, value: bytes) -> bytes:
    return f'{delimiter}content-disposition: form-data; name="{name}"\r\n\r\n'.encode() + value + b"\r\n"


def _head(delimiter: str, part: FilePart) -> bytes:
    name, filename = _quoted(part.key), _quoted(part.filename)
    content_type = "".join(character for character in part.content_type if " " <= character <= "~")
    return (
        f'{delimiter}content-disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        f"content-type: {content_type}\r\n\r\n"
    ).encode(errors="replace")


def _quoted(text: str) -> str:
    """https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data"""
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
