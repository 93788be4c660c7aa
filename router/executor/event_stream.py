"""Server-sent events, read from the pieces in which they come.

https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

LINE_END: Final = re.compile(rb"\r\n|\r|\n")
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class ServerSentEvent:
    name: bytes
    data: bytes


class EventTooLarge(Exception):
    pass


class EventStreamReader:
    """Holds what has come of an event that is not complete."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._rest = b""
        self._is_begun = False
        self._name = b""
        self._data: list[bytes] = []
        self._size = 0

    def feed(self, piece: bytes) -> Iterator[ServerSentEvent]:
        """The events that the piece completes. Raises `EventTooLarge`."""
        text = self._rest + piece
        if not self._is_begun:
            if len(text) < len(BYTE_ORDER_MARK) and BYTE_ORDER_MARK.startswith(text):
                self._rest = text
                return
            self._is_begun = True
            text = text.removeprefix(BYTE_ORDER_MARK)
        begin = 0
        for end in LINE_END.finditer(text):
            if end.end() == len(text) and end.group() == b"\r":
                break  # A line feed may follow, which belongs to it.
            yield from self._read_line(text[begin : end.start()])
            begin = end.end()
        self._rest = text[begin:]
        self._refuse_too_large(len(self._rest))

    def _read_line(self, line: bytes) -> Iterator[ServerSentEvent]:
        if not line:
            if self._data:
                yield ServerSentEvent(self._name, b"\n".join(self._data))
            self._name, self._data, self._size = b"", [], 0
            return
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"event":
            self._name = value
        elif field == b"data":
            self._refuse_too_large(len(value))
            self._data.append(value)
            self._size += len(value)

    def _refuse_too_large(self, more: int) -> None:
        if self._size + more > self._max_bytes:
            raise EventTooLarge
