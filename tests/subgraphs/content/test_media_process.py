"""How long recordings are, and how large films: read from bytes that may be anything."""

import io
import json
import struct
import sys
from subprocess import CompletedProcess, run
from tempfile import TemporaryFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subgraphs.content import media_process
from subgraphs.content.media_process import Broken, Measures, measure
from tests.subgraphs.content.recordings import aac, flac, mp3, mp4, opus, wav, webm


def measured(content: bytes, extension: str) -> Measures:
    return measure(io.BytesIO(content), extension)


@pytest.mark.parametrize(
    ("content", "extension", "seconds"),
    [
        (wav(1.5), "wav", 1.5),
        (mp3(100), "mp3", 100 * 1152 / 44_100),
        (aac(100), "aac", 100 * 1024 / 44_100),
        (flac(2), "flac", 2.0),
        (opus(3), "ogg", 3.0),
        (mp4(4.0, width=0), "m4a", 4.0),
        (webm(5.0, width=0), "webm", 5.0),
    ],
)
def test_a_recording_has_a_length(content: bytes, extension: str, seconds: float) -> None:
    found = measured(content, extension)
    assert found.seconds == pytest.approx(seconds, rel=0.02)
    assert (found.width, found.has_sound) == (None, True)


@pytest.mark.parametrize(
    ("content", "extension"),
    [(mp4(4.0, 320, 180), "mp4"), (webm(4.0, 320, 180), "webm"), (mp4(4.0, sound=False), "mp4")],
)
def test_a_film_has_a_length_and_a_size(content: bytes, extension: str) -> None:
    found = measured(content, extension)
    assert (found.seconds, found.width, found.height) == (4.0, 320, 180)


def test_a_film_whose_recorder_did_not_know_its_end_has_a_size_and_no_length() -> None:
    found = measured(webm(None, 320, 180, has_end=False), "webm")
    assert (found.seconds, found.width, found.height) == (None, 320, 180)


BAD = [
    (b"", "mp3"),
    (b"ID3" + b"\x00" * 100, "mp3"),
    (wav()[:20], "wav"),
    (b"RIFF\xff\xff\xff\xffWAVEfmt \xff\xff\xff\xff", "wav"),
    (b"OggS" + b"\xff" * 100, "ogg"),
    (b"fLaC" + b"\xff" * 100, "flac"),
    (aac(1), "aac"),
    (b"\xff\xf1" + b"\xff" * 100, "aac"),
    (mp4()[:-200], "mp4"),
    (mp4(width=0, sound=False), "mp4"),
    (struct.pack(">I4s", 1, b"ftyp") + b"\xff" * 8, "mp4"),
    (struct.pack(">I4s", 0, b"free") * 100, "mp4"),
    (struct.pack(">I4s", 0xFFFFFFFF, b"moov"), "mp4"),
    (webm()[:40], "webm"),
    (webm(width=0, sound=False), "webm"),
    (b"\x1a\x45\xdf\xa3" + b"\x00" * 100, "webm"),
]


def told(content: bytes, extension: str) -> CompletedProcess[bytes]:
    """What the program says, as it is run."""
    with TemporaryFile() as file:
        file.write(content)
        file.flush()
        command = [sys.executable, "-I", media_process.__file__, extension]
        return run(command, stdin=file, capture_output=True)


def test_the_program_says_what_it_found_in_a_line() -> None:
    answer = told(mp4(4.0, 320, 180), "mp4")
    assert json.loads(answer.stdout) == {"seconds": 4.0, "width": 320, "height": 180, "has_sound": True}


@pytest.mark.parametrize(("content", "extension"), BAD)
def test_what_is_broken_ends_the_program(content: bytes, extension: str) -> None:
    answer = told(content, extension)
    assert answer.returncode != 0
    assert answer.stdout == b""


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_bytes_keep_the_readers_of_containers_busy(data: st.DataObject) -> None:
    extension, good = data.draw(st.sampled_from([("mp4", mp4()), ("webm", webm()), ("aac", aac(5))]))
    content = bytearray(good)
    for place, value in data.draw(st.lists(st.tuples(st.integers(0, len(good) - 1), st.integers(0, 255)), max_size=8)):
        content[place] = value
    try:
        found = measured(bytes(content), extension)
    except (Broken, struct.error, KeyError, IndexError, OverflowError, OSError):
        return
    assert found.seconds is None or found.seconds > 0
