"""Reads how long a recording is and how large its picture: a program of its own, which knows nothing of us.

Standard input is the file, which can be sought in; the argument is its extension. Standard output is a line of JSON.
Whatever is wrong with the file ends the program, and so does a file that takes too much memory.
"""

import json
import resource
import struct
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import IO, BinaryIO, cast

from tinytag import TinyTag

MEMORY = 500_000_000
LONGEST_HEAD = 20_000_000
"""Bytes of what describes a film. Those of honest ones are a few megabytes at most."""

MOST_PARTS = 10_000


@dataclass
class Measures:
    seconds: float | None = None
    width: int | None = None
    height: int | None = None
    has_sound: bool = False


class Broken(Exception):
    """This is no file of its kind."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.stdout.write(json.dumps(asdict(measure(sys.stdin.buffer, sys.argv[1]))))


def measure(file: IO[bytes], extension: str) -> Measures:
    file.seek(0)
    match extension:
        case "mp4" | "m4a":
            return measure_mp4(file)
        case "webm":
            return measure_webm(file)
        case "aac":
            return measure_aac(file)
        case _:
            return measure_sound(file)


def measure_sound(file: IO[bytes]) -> Measures:
    """MP3, Ogg, WAV and FLAC."""
    seconds = TinyTag.get(file_obj=cast("BinaryIO", file), tags=False).duration
    if not seconds or seconds <= 0:
        raise Broken
    return Measures(seconds=seconds, has_sound=True)


AAC_RATES = (96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350)


def measure_aac(file: IO[bytes]) -> Measures:
    """Frames of 1024 samples one after the other (ADTS)."""
    frames, rate = 0, 0
    while len(head := file.read(7)) == 7:
        if head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
            break
        length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
        index = head[2] >> 2 & 15
        if length < 7 or index >= len(AAC_RATES):
            break
        rate, frames = AAC_RATES[index], frames + 1
        file.seek(length - 7, 1)
    if frames < 2:
        raise Broken
    return Measures(seconds=frames * 1024 / rate, has_sound=True)


def measure_mp4(file: IO[bytes]) -> Measures:
    """https://www.w3.org/TR/mse-byte-stream-format-isobmff/"""
    measures = Measures()
    for name, content in _boxes(_find_moov(file)):
        if name == b"mvhd":
            measures.seconds = _mvhd_seconds(content)
        elif name == b"trak":
            _measure_track(content, measures)
    if not measures.has_sound and measures.width is None:
        raise Broken
    return measures


def _find_moov(file: IO[bytes]) -> bytes:
    for _ in range(MOST_PARTS):
        head = file.read(8)
        if len(head) < 8:
            break
        size, name = struct.unpack(">I4s", head)
        read = 8
        if size == 1:
            (size,) = struct.unpack(">Q", file.read(8))
            read = 16
        if name == b"moov":
            if size > LONGEST_HEAD:
                raise Broken
            return file.read(size - read) if size else file.read(LONGEST_HEAD)
        if size < read:
            break
        file.seek(size - read, 1)
    raise Broken


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    start = 0
    while start + 8 <= len(content):
        size, name = struct.unpack_from(">I4s", content, start)
        if size < 8 or start + size > len(content):
            return
        yield name, content[start + 8 : start + size]
        start += size


def _mvhd_seconds(content: bytes) -> float | None:
    scale, duration = struct.unpack_from(">IQ" if content[0] else ">II", content, 20 if content[0] else 12)
    return duration / scale if scale and duration else None


def _measure_track(content: bytes, measures: Measures) -> None:
    boxes = dict(_boxes(content))
    media = dict(_boxes(boxes.get(b"mdia", b"")))
    handler = media.get(b"hdlr", b"")[8:12]
    if handler == b"soun":
        measures.has_sound = True
    elif handler == b"vide" and measures.width is None:
        header = boxes[b"tkhd"]
        width, height = struct.unpack_from(">II", header, len(header) - 8)
        measures.width, measures.height = width >> 16, height >> 16


SEGMENT, INFO, TRACKS, CLUSTER = 0x18538067, 0x1549A966, 0x1654AE6B, 0x1F43B675
TIMESTAMP_SCALE, DURATION, ENTRY, TRACK_TYPE = 0x2AD7B1, 0x4489, 0xAE, 0x83
VIDEO, PIXEL_WIDTH, PIXEL_HEIGHT = 0xE0, 0xB0, 0xBA
OF_VIDEO, OF_SOUND = 1, 2


def measure_webm(file: IO[bytes]) -> Measures:
    """https://www.matroska.org/technical/elements.html"""
    measures = Measures()
    content = file.read(LONGEST_HEAD)
    segment = next((inside for identifier, inside in _elements(content) if identifier == SEGMENT), b"")
    for identifier, inside in _elements(segment):
        if identifier == CLUSTER:
            break
        if identifier == INFO:
            measures.seconds = _info_seconds(inside)
        elif identifier == TRACKS:
            _measure_entries(inside, measures)
    if not measures.has_sound and measures.width is None:
        raise Broken
    return measures


def _elements(content: bytes) -> Iterator[tuple[int, bytes]]:
    start = 0
    for _ in range(MOST_PARTS):
        if start >= len(content):
            return
        identifier, start = _number(content, start, keeps_marker=True)
        first = start
        size, start = _number(content, start, keeps_marker=False)
        if size == (1 << 7 * (start - first)) - 1:  # a recorder that did not know the end
            size = len(content) - start
        yield identifier, content[start : start + size]
        start += size


def _number(content: bytes, start: int, keeps_marker: bool) -> tuple[int, int]:
    if start >= len(content) or content[start] == 0:
        raise Broken
    length = 9 - content[start].bit_length()
    value = int.from_bytes(content[start : start + length], "big")
    return value if keeps_marker else value & ~(1 << 7 * length), start + length


def _info_seconds(content: bytes) -> float | None:
    found = dict(_elements(content))
    scale = int.from_bytes(found.get(TIMESTAMP_SCALE, b"\x0f\x42\x40"), "big")
    length = found.get(DURATION, b"")
    if len(length) not in (4, 8):
        return None
    (ticks,) = struct.unpack(">f" if len(length) == 4 else ">d", length)
    seconds: float = ticks * scale / 1_000_000_000
    return seconds if 0 < seconds < 10_000_000 else None


def _measure_entries(content: bytes, measures: Measures) -> None:
    for identifier, entry in _elements(content):
        if identifier != ENTRY:
            continue
        found = dict(_elements(entry))
        kind = int.from_bytes(found.get(TRACK_TYPE, b""), "big")
        if kind == OF_SOUND:
            measures.has_sound = True
        elif kind == OF_VIDEO and measures.width is None:
            video = dict(_elements(found.get(VIDEO, b"")))
            measures.width = int.from_bytes(video.get(PIXEL_WIDTH, b""), "big")
            measures.height = int.from_bytes(video.get(PIXEL_HEIGHT, b""), "big")


if __name__ == "__main__":
    main()
