"""The objects of a domain over HTTP: read by signed or public address, and put by signed address.

Who holds an address may use it, and it says nothing of who they are; so any page may use it too (CORS).
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from subgraphs.shared.object_urls import PUBLIC, content_disposition, type_of_key
from subgraphs.shared.objects import ObjectStore, is_key
from subgraphs.shared.signed_urls import SignedGrant

_FOR_ANY_PAGE = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "accept-ranges, content-length, content-range, etag",
    "cross-origin-resource-policy": "cross-origin",
}
_SAFE = {
    **_FOR_ANY_PAGE,
    "x-content-type-options": "nosniff",
    # Whatever a file turns out to be, it runs nothing and asks for nothing.
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "referrer-policy": "no-referrer",
}
_PREFLIGHT = {
    **_FOR_ANY_PAGE,
    "access-control-allow-methods": "GET, HEAD, PUT",
    "access-control-allow-headers": "content-type, range, if-none-match, if-range",
    "access-control-max-age": "86400",
}
_FOREVER = "public, max-age=31536000, immutable"
_REDIRECT_SECONDS = 60


def file_routes(objects: ObjectStore) -> Sequence[BaseRoute]:
    """For `SubgraphDefinition.make_routes`."""
    files = _Files(objects)
    return [Route(objects.own_urls.path_of("{key:path}"), files.answer, methods=["GET", "HEAD", "PUT", "OPTIONS"])]


class _UploadRefused(Exception):
    """More bytes than were signed for."""


class _Files:
    def __init__(self, objects: ObjectStore) -> None:
        self._objects = objects

    async def answer(self, request: Request) -> Response:
        key = request.path_params["key"]
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT)
        if not is_key(key):
            return _refusal(404, "There is no such file.")
        if request.method == "PUT":
            return await self._put(request, key)
        return await self._read(request, key)

    async def _read(self, request: Request, key: str) -> Response:
        if key.startswith(PUBLIC):
            return await self._file(request, key, "", _FOREVER)
        grant = _grant_of(request, "GET")
        if grant is None or not self._is_signed(grant, request):
            return _refusal(403, "This address has expired, or is not one of ours.")
        seconds = max(0, grant.expires - int(datetime.now(UTC).timestamp()))
        return await self._file(request, key, grant.filename, f"private, max-age={seconds}, immutable")

    async def _file(self, request: Request, key: str, filename: str, caching: str) -> Response:
        directory = self._objects.directory
        if directory is None:
            headers = {**_SAFE, "cache-control": f"private, max-age={_REDIRECT_SECONDS}"}
            return RedirectResponse(self._objects.signed_url(key, filename), status_code=302, headers=headers)
        path = directory / key
        try:
            status = await asyncio.to_thread(path.stat)
        except OSError:
            return _refusal(404, "There is no such file.")
        file_type = type_of_key(key)
        headers = {
            **_SAFE,
            "cache-control": caching,
            "content-disposition": content_disposition(file_type, filename),
        }
        response = FileResponse(
            path, headers=headers, media_type=_media_type(file_type.content_type), stat_result=status
        )
        if _is_known_to(request.headers, response.headers):
            return Response(status_code=304, headers=_kept(response.headers))
        return response

    async def _put(self, request: Request, key: str) -> Response:
        grant = _grant_of(request, "PUT")
        if grant is None or self._objects.directory is None or not self._is_signed(grant, request):
            return _refusal(403, "This address has expired, or is not one of ours.")
        if request.headers.get("content-type") != grant.content_type:
            return _refusal(403, f"What is put here is {grant.content_type}, as was announced.")
        announced = request.headers.get("content-length")
        if announced is not None and announced != str(grant.size):
            return _refusal(403, f"What is put here has {grant.size} bytes, as was announced.")
        try:
            await self._objects.put(key, _exactly(request, grant.size))
        except ClientDisconnect:
            return _refusal(400, "The file ended too soon.")
        except _UploadRefused:
            return _refusal(403, f"What is put here has {grant.size} bytes, as was announced.")
        return Response(status_code=200, headers=_FOR_ANY_PAGE)

    def _is_signed(self, grant: SignedGrant, request: Request) -> bool:
        return self._objects.own_urls.signer.allows(grant, request.query_params.get("signature", ""))


async def _exactly(request: Request, size: int) -> AsyncIterator[bytes]:
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        if received > size:
            raise _UploadRefused
        if chunk:
            yield chunk
    if received != size:
        raise _UploadRefused


def _grant_of(request: Request, method: str) -> SignedGrant | None:
    query = request.query_params
    expires, size = query.get("expires", ""), query.get("size", "")
    if not _is_number(expires) or (size and not _is_number(size)):
        return None
    return SignedGrant(
        method,
        request.url.path,
        int(expires),
        query.get("filename", ""),
        query.get("type", ""),
        int(size) if size else -1,
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 15


def _media_type(content_type: str) -> str:
    return f"{content_type}; charset=utf-8" if content_type.startswith("text/") else content_type


def _is_known_to(asked: Headers, answer: Headers) -> bool:
    """https://www.rfc-editor.org/rfc/rfc9110#section-13.1"""
    known = asked.get("if-none-match")
    if known is not None:
        tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        return "*" in tags or answer["etag"] in tags
    since = asked.get("if-modified-since")
    if since is None:
        return False
    try:
        return parsedate_to_datetime(answer["last-modified"]) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False


def _kept(headers: Headers) -> dict[str, str]:
    """What an answer without a body says of the file."""
    return {name: value for name, value in headers.items() if name not in ("content-length", "content-type")}


def _refusal(status: int, message: str) -> Response:
    headers = {**_SAFE, "cache-control": "no-store"}
    return Response(message, status_code=status, headers=headers, media_type="text/plain")
