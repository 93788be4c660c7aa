"""Files are what is in them."""

import pytest

from subgraphs.shared.file_types import FILE_TYPES, FileType, by_content_type, by_extension, sniff
from tests.subgraphs.shared.pictures import picture

MP4_HEAD = b"\x00\x00\x00\x20ftyp"


@pytest.mark.parametrize(
    ("head", "content_type"),
    [
        (picture(form="JPEG"), "image/jpeg"),
        (picture(form="PNG"), "image/png"),
        (picture(form="GIF"), "image/gif"),
        (picture(form="WEBP"), "image/webp"),
        (picture(form="AVIF"), "image/avif"),
        (b"ID3\x04\x00\x00", "audio/mpeg"),
        (b"\xff\xfb\x90\x64", "audio/mpeg"),
        (b"\xff\xf1\x50\x80\x00\x1f\xfc", "audio/aac"),
        (MP4_HEAD + b"M4A \x00\x00", "audio/mp4"),
        (MP4_HEAD + b"isom\x00\x00", "video/mp4"),
        (b"OggS\x00\x02", "audio/ogg"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"fLaC\x00", "audio/flac"),
        (b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm", "video/webm"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n\xe7\x8c\xab", "text/vtt"),
        ("猫 neko\n".encode(), "text/plain"),
        ("\ufeff猫猫".encode()[:-1], "text/plain"),
    ],
)
def test_a_file_is_recognised_by_its_first_bytes(head: bytes, content_type: str) -> None:
    found = sniff(head)
    assert found is not None and found.content_type == content_type


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"   ",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xef\xbb\xbf <!DOCTYPE html><script>",
        b"<?xml version='1.0'?>",
        b"PK\x03\x04",
        b"MZ\x90\x00",
        b"\x7fELF",
        b"#!/bin/sh\n\x00",
        b"RIFF\x00\x00\x00\x00AVI ",
        b"\x1a\x45\xdf\xa3matroska",
        MP4_HEAD + b"heic",
        b"\xfe\xff\x00a",
    ],
)
def test_what_is_none_of_ours_is_not_taken(head: bytes) -> None:
    assert sniff(head) is None


@pytest.mark.parametrize("file_type", FILE_TYPES)
def test_each_type_is_found_by_its_names(file_type: FileType) -> None:
    assert by_extension(file_type.extension) is file_type
    assert by_content_type(f"{file_type.content_type.upper()}; charset=utf-8") is file_type


def test_only_what_holds_no_markup_opens_in_browsers() -> None:
    assert {file_type.extension for file_type in FILE_TYPES if not file_type.opens_in_browsers} == {"pdf", "vtt", "txt"}
