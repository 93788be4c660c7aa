"""The parts of a `multipart/form-data` body, one after the other, while they come in.

https://www.rfc-editor.org/rfc/rfc7578
"""

from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import ClassVar

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from router.errors import OperationError


class InvalidForm(OperationError):
    """The body is no form, or not one of the specification of GraphQL requests."""

    code: ClassVar[str] = "FILE_UPLOADS_INVALID_MULTIPART_REQUEST"


@dataclass(frozen=True, slots=True)
class PartHead:
    """What a part says of itself."""

    name: str
    filename: str
    content_type: str


PART_END = None
Item = PartHead | bytes | None


class FormData:
    """Take a part, read it or not, and take the next."""

    def __init__(self, content_type: str, body: AsyncIterator[bytes]) -> None:
        """Raises `InvalidForm` where the content type has no boundary."""
        boundary = parse_options_header(content_type)[1].get(b"boundary", b"")
        if not 0 < len(boundary) <= 70:
            raise InvalidForm("The content type multipart/form-data needs a boundary of at most 70 characters.")
        self._body = body
        self._read: deque[Item] = deque()
        """What was parsed of the last piece of the body and not taken yet."""

        self._is_inside = False
        self._is_complete = False
        self._headers: list[tuple[bytes, bytes]] = []
        self._name = self._value = b""
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._headers.clear,
                "on_header_field": self._on_header_field,
                "on_header_value": self._on_header_value,
                "on_header_end": self._on_header_end,
                "on_headers_finished": self._on_headers_finished,
                "on_part_data": lambda data, start, end: self._read.append(bytes(data[start:end])),
                "on_part_end": lambda: self._read.append(PART_END),
                "on_end": self._on_end,
            },
        )

    async def next_part(self) -> PartHead | None:
        """The next part; None after the last. What was not read of the one before is skipped."""
        async for _ in self.content():
            pass
        item = await self._take()
        self._is_inside = isinstance(item, PartHead)
        return item if isinstance(item, PartHead) else None

    async def content(self) -> AsyncIterator[bytes]:
        """Of the part that was taken last."""
        while self._is_inside:
            item = await self._take()
            if isinstance(item, bytes):
                yield item
            else:
                self._is_inside = False

    async def _take(self) -> Item:
        while not self._read:
            if self._is_complete:
                return None
            try:
                self._parser.write(await anext(self._body))
            except StopAsyncIteration:
                raise InvalidForm("The form ends before its closing boundary.") from None
            except FormParserError as error:
                raise InvalidForm("The body is not multipart/form-data with the boundary that it announces.") from error
        return self._read.popleft()

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header_end(self) -> None:
        self._headers.append((self._name.lower(), self._value))
        self._name = self._value = b""

    def _on_headers_finished(self) -> None:
        headers = dict(self._headers)
        _, parameters = parse_options_header(headers.get(b"content-disposition", b"").decode("latin-1"))
        content_type = headers.get(b"content-type", b"application/octet-stream").decode("latin-1")
        self._read.append(PartHead(_text(parameters, b"name"), _text(parameters, b"filename"), content_type))

    def _on_end(self) -> None:
        self._is_complete = True


def _text(parameters: dict[bytes, bytes], name: bytes) -> str:
    return parameters.get(name, b"").decode(errors="replace")
