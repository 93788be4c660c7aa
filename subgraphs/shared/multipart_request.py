"""A request with files as it comes over HTTP.

https://github.com/jaydenseric/graphql-multipart-request-spec
"""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import orjson
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from subgraphs.shared.uploads import MEMORY_BYTES, MisplacedFile, UploadedFile, UploadTooLarge, put_files

FORM = "multipart/form-data"


class InvalidForm(Exception):
    """The body is no form, or not one of the specification. The message says what is wrong."""


class _Parser(MultiPartParser):
    spool_max_size = MEMORY_BYTES


def has_files(request: Request) -> bool:
    return request.headers.get("content-type", "").lower().startswith(FORM)


@asynccontextmanager
async def read_multipart_request(
    request: Request, *, max_files: int, max_text_bytes: int, max_bytes: int
) -> AsyncIterator[Any]:
    """The JSON of `operations`, its files in place until the block ends. Raises `InvalidForm`, `UploadTooLarge`."""
    parser = _Parser(
        request.headers,
        _within(request, max_bytes),
        max_files=max_files,
        max_fields=2,
        max_part_size=max_text_bytes,
    )
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise InvalidForm(error.message) from error
    try:
        yield _request_of(form)
    finally:
        await form.close()


async def _within(request: Request, max_bytes: int) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > max_bytes:
            raise UploadTooLarge(max_bytes)
        yield chunk


def _request_of(form: FormData) -> Any:
    operations, places = _json_field(form, "operations"), _json_field(form, "map")
    if not isinstance(operations, dict) or not isinstance(operations.get("variables"), dict):
        raise InvalidForm('The field "operations" is not an object with "variables".')
    if not isinstance(places, dict) or not all(_are_texts(value) for value in places.values()):
        raise InvalidForm('The field "map" is not an object of lists of places.')
    try:
        return {**operations, "variables": put_files(operations["variables"], places, _files_of(form))}
    except MisplacedFile as error:
        raise InvalidForm(str(error)) from error


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _json_field(form: FormData, name: str) -> Any:
    value = form.get(name)
    if not isinstance(value, str):
        raise InvalidForm(f'The form has no field "{name}".')
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError as error:
        raise InvalidForm(f'The field "{name}" is not JSON.') from error


def _files_of(form: FormData) -> Mapping[str, UploadedFile]:
    return {key: _uploaded(part) for key, part in form.multi_items() if isinstance(part, UploadFile)}


def _uploaded(part: UploadFile) -> UploadedFile:
    content_type = part.content_type or "application/octet-stream"
    return UploadedFile(part.filename or "", content_type, part.size or 0, part.file)
