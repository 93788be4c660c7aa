"""The kinds of file that the platform takes, recognised by what is in them and never by what they are called."""

import codecs
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

HEAD_BYTES = 4096
"""What it takes to recognise a file."""

Family = Literal["image", "audio", "video", "document"]


@dataclass(frozen=True, slots=True)
class FileType:
    content_type: str
    extension: str
    family: Family

    @property
    def opens_in_browsers(self) -> bool:
        """Whether a browser may show it in place. What could hold markup is only ever downloaded."""
        return self.family != "document"


JPEG = FileType("image/jpeg", "jpg", "image")
PNG = FileType("image/png", "png", "image")
GIF = FileType("image/gif", "gif", "image")
WEBP = FileType("image/webp", "webp", "image")
AVIF = FileType("image/avif", "avif", "image")
MP3 = FileType("audio/mpeg", "mp3", "audio")
AAC = FileType("audio/aac", "aac", "audio")
M4A = FileType("audio/mp4", "m4a", "audio")
OGG = FileType("audio/ogg", "ogg", "audio")
WAV = FileType("audio/wav", "wav", "audio")
FLAC = FileType("audio/flac", "flac", "audio")
MP4 = FileType("video/mp4", "mp4", "video")
AUDIO_WEBM = FileType("audio/webm", "weba", "audio")
WEBM = FileType("video/webm", "webm", "video")
PDF = FileType("application/pdf", "pdf", "document")
VTT = FileType("text/vtt", "vtt", "document")
TEXT = FileType("text/plain", "txt", "document")

ZIP = FileType("application/zip", "zip", "document")
"""Written here and handed out; never taken."""

BINARY = FileType("application/octet-stream", "bin", "document")
"""Kept for whoever gave it, and shown to nobody; never recognised."""

FILE_TYPES = (JPEG, PNG, GIF, WEBP, AVIF, MP3, AAC, M4A, OGG, WAV, FLAC, AUDIO_WEBM, MP4, WEBM, PDF, VTT, TEXT)

_BY_CONTENT_TYPE = {file_type.content_type: file_type for file_type in FILE_TYPES} | {
    "audio/mp3": MP3,
    "audio/x-m4a": M4A,
    "audio/aacp": AAC,
    "audio/x-wav": WAV,
    "audio/wave": WAV,
    "audio/x-flac": FLAC,
    "audio/opus": OGG,
}
_BY_EXTENSION = {file_type.extension: file_type for file_type in (*FILE_TYPES, ZIP, BINARY)}

_AVIF_BRANDS = (b"avif", b"avis")
_AUDIO_BRANDS = (b"M4A ", b"M4B ")
_VIDEO_BRANDS = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"dash", b"M4V ", b"MSNV")


def sniff(head: bytes) -> FileType | None:
    """What a file is by its first `HEAD_BYTES` bytes; None for everything that is not taken.

    What is inside an MP4 or a WebM stands further behind: they are called videos here, though they may only sound.
    """
    return next((file_type for file_type, is_so in _SIGNS if is_so(head)), None)


def by_content_type(content_type: str) -> FileType | None:
    """The type that somebody says a file has."""
    return _BY_CONTENT_TYPE.get(content_type.partition(";")[0].strip().lower())


def by_extension(extension: str) -> FileType | None:
    return _BY_EXTENSION.get(extension)


def _riff(form: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[:4] == b"RIFF" and head[8:12] == form


def _brand(*brands: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[4:8] == b"ftyp" and head[8:12] in brands


def _is_mp3(head: bytes) -> bool:
    return head[:3] == b"ID3" or (len(head) > 3 and head[0] == 0xFF and head[1] in (0xFB, 0xFA, 0xF3, 0xF2))


def _is_aac(head: bytes) -> bool:
    return len(head) > 6 and head[0] == 0xFF and head[1] in (0xF1, 0xF9)


def _is_webm(head: bytes) -> bool:
    return head[:4] == b"\x1a\x45\xdf\xa3" and b"webm" in head[:64]


def _is_text(head: bytes) -> bool:
    """UTF-8 that is no markup: what begins with an angle bracket is for a browser, whatever it is called."""
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        return False
    written = text.strip()
    return bool(written) and written[0] != "<" and all((c >= " " and c != "\x7f") or c in "\t\r\n\f" for c in text)


_SIGNS: tuple[tuple[FileType, Callable[[bytes], bool]], ...] = (
    (JPEG, lambda head: head[:3] == b"\xff\xd8\xff"),
    (PNG, lambda head: head[:8] == b"\x89PNG\r\n\x1a\n"),
    (GIF, lambda head: head[:6] in (b"GIF87a", b"GIF89a")),
    (WEBP, _riff(b"WEBP")),
    (AVIF, _brand(*_AVIF_BRANDS)),
    (M4A, _brand(*_AUDIO_BRANDS)),
    (MP4, _brand(*_VIDEO_BRANDS)),
    (WEBM, _is_webm),
    (OGG, lambda head: head[:4] == b"OggS"),
    (WAV, _riff(b"WAVE")),
    (FLAC, lambda head: head[:4] == b"fLaC"),
    (AAC, _is_aac),
    (MP3, _is_mp3),
    (PDF, lambda head: head[:5] == b"%PDF-"),
    (VTT, lambda head: head.removeprefix(b"\xef\xbb\xbf")[:6] == b"WEBVTT" and _is_text(head)),
    (TEXT, _is_text),
)
