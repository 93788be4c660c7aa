"""The wire format of Protocol Buffers, as far as packages of Anki use it.

https://protobuf.dev/programming-guides/encoding/
"""

from collections.abc import Iterator

Value = int | bytes

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_LONGEST_VARINT = 10


class BrokenMessage(ValueError):
    """These bytes are no message."""


class Message:
    """The fields of a message by their numbers. Of a field that comes twice, `repeated` gives both."""

    def __init__(self, content: bytes) -> None:
        self._fields = list(_fields(content))

    def number(self, field: int, default: int = 0) -> int:
        found = self._last(field)
        return found if isinstance(found, int) else default

    def signed(self, field: int) -> int:
        """An int64, whose negative values stand as very large ones."""
        value = self.number(field)
        return value - (1 << 64) if value >= 1 << 63 else value

    def content(self, field: int) -> bytes:
        found = self._last(field)
        return found if isinstance(found, bytes) else b""

    def text(self, field: int) -> str:
        try:
            return self.content(field).decode()
        except UnicodeDecodeError as error:
            raise BrokenMessage("a text is not UTF-8") from error

    def has(self, field: int) -> bool:
        return self._last(field) is not None

    def repeated(self, field: int) -> list[bytes]:
        return [value for number, value in self._fields if number == field and isinstance(value, bytes)]

    def _last(self, field: int) -> Value | None:
        return next((value for number, value in reversed(self._fields) if number == field), None)


def _fields(content: bytes) -> Iterator[tuple[int, Value]]:
    position = 0
    while position < len(content):
        tag, position = _read_varint(content, position)
        value: Value
        match tag & 7:
            case 0:
                value, position = _read_varint(content, position)
            case 1:
                value, position = _slice(content, position, 8)
            case 2:
                size, position = _read_varint(content, position)
                value, position = _slice(content, position, size)
            case 5:
                value, position = _slice(content, position, 4)
            case _:
                raise BrokenMessage("a field has a type that is none")
        yield tag >> 3, value


def _slice(content: bytes, position: int, size: int) -> tuple[bytes, int]:
    if position + size > len(content):
        raise BrokenMessage("it ends too early")
    return content[position : position + size], position + size


def _read_varint(content: bytes, position: int) -> tuple[int, int]:
    value = 0
    for count in range(_LONGEST_VARINT):
        if position >= len(content):
            raise BrokenMessage("it ends too early")
        byte = content[position]
        position += 1
        value |= (byte & 0x7F) << (7 * count)
        if byte < 0x80:
            return value & (1 << 64) - 1, position
    raise BrokenMessage("a number is too long")


def number_field(field: int, value: int) -> bytes:
    """As proto3 does it: zero is not written."""
    return _varint(field << 3 | _VARINT) + _varint(value & (1 << 64) - 1) if value else b""


def bytes_field(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | _BYTES) + _varint(len(value)) + value if value else b""


def text_field(field: int, value: str) -> bytes:
    return bytes_field(field, value.encode())


def message_field(field: int, value: bytes) -> bytes:
    """A message within another, which is written even where it is empty."""
    return _varint(field << 3 | _BYTES) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    written.append(value)
    return bytes(written)
