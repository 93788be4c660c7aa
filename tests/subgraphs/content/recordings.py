"""Recordings and films, made byte by byte: as small as their formats allow."""

import io
import struct
import wave


def wav(seconds: float = 1.0, rate: int = 8_000) -> bytes:
    written = io.BytesIO()
    with wave.open(written, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(rate)
        sound.writeframes(b"\x80" * int(seconds * rate))
    return written.getvalue()


def mp3(frames: int = 100) -> bytes:
    """MPEG 1, layer III, 128 kbit/s, 44.1 kHz: 1152 samples in 417 bytes."""
    return (b"\xff\xfb\x90\x00" + b"\x00" * 413) * frames


def aac(frames: int = 100) -> bytes:
    """ADTS, 44.1 kHz, mono: 1024 samples a frame."""
    length = 64
    head = bytes([0xFF, 0xF1, 1 << 6 | 4 << 2, 1 << 6 | length >> 11, length >> 3 & 255, (length & 7) << 5 | 31, 0xFC])
    return (head + b"\x00" * (length - 7)) * frames


def flac(seconds: int = 2, rate: int = 8_000) -> bytes:
    samples = seconds * rate
    packed = rate << 44 | 0 << 41 | 15 << 36 | samples
    info = struct.pack(">HH", 4096, 4096) + b"\x00" * 6 + packed.to_bytes(8, "big") + b"\x00" * 16
    return b"fLaC" + bytes([0x80]) + len(info).to_bytes(3, "big") + info + b"\xff\xf8" + b"\x00" * 64


def opus(seconds: int = 3) -> bytes:
    """In Ogg: its head, its comments, and a page that ends there."""
    head = b"OpusHead\x01\x01" + struct.pack("<HIhB", 0, 48_000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 0) + struct.pack("<I", 0)
    return _page(2, 0, 0, head) + _page(0, 0, 1, tags) + _page(4, seconds * 48_000, 2, b"\xf8\xff\xfe")


def _page(kind: int, position: int, number: int, packet: bytes) -> bytes:
    head = b"OggS\x00" + struct.pack("<BqIIIB", kind, position, 1, number, 0, 1)
    return head + bytes([len(packet)]) + packet


def mp4(seconds: float = 4.0, width: int = 320, height: int = 180, brand: bytes = b"isom", sound: bool = True) -> bytes:
    """What it says of itself, and no pictures. A width of 0: it only sounds."""
    duration = int(seconds * 1000)
    times = struct.pack(">IIII", 0, 0, 1000, duration)
    head = _box(b"mvhd", b"\x00" * 4 + times + b"\x00" * 80)
    tracks = []
    if width:
        tracks.append(_track(b"vide", width, height))
    if sound:
        tracks.append(_track(b"soun", 0, 0))
    moov = _box(b"moov", head + b"".join(tracks))
    return _box(b"ftyp", brand + b"\x00\x00\x02\x00" + brand) + _box(b"mdat", b"\x00" * 100) + moov


def _track(handler: bytes, width: int, height: int) -> bytes:
    header = _box(b"tkhd", b"\x00" * 76 + struct.pack(">II", width << 16, height << 16))
    media = _box(b"mdia", _box(b"hdlr", b"\x00" * 8 + handler + b"\x00" * 13))
    return _box(b"trak", header + media)


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, name) + content


def webm(
    seconds: float | None = 5.0, width: int = 320, height: int = 180, sound: bool = True, has_end: bool = True
) -> bytes:
    """As recorders in browsers write it: with neither length nor end where `has_end` is false."""
    head = _element(0x1A45DFA3, _element(0x4282, b"webm"))
    length = _element(0x4489, struct.pack(">d", seconds * 1000)) if seconds is not None else b""
    info = _element(0x1549A966, _element(0x2AD7B1, (1_000_000).to_bytes(3, "big")) + length)
    entries = b""
    if width:
        size = _element(0xB0, width.to_bytes(2, "big")) + _element(0xBA, height.to_bytes(2, "big"))
        entries += _element(0xAE, _element(0x83, b"\x01") + _element(0xE0, size))
    if sound:
        entries += _element(0xAE, _element(0x83, b"\x02"))
    content = info + _element(0x1654AE6B, entries) + _element(0x1F43B675, b"\x00" * 100)
    if has_end:
        return head + _element(0x18538067, content)
    return head + _identifier(0x18538067) + b"\x01" + b"\xff" * 7 + content


def _element(identifier: int, content: bytes) -> bytes:
    return _identifier(identifier) + (len(content) | 1 << 28).to_bytes(4, "big") + content


def _identifier(identifier: int) -> bytes:
    return identifier.to_bytes((identifier.bit_length() + 7) // 8, "big")
