"""Text of screenshots, read by tesseract from Debian."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from subgraphs.learning.capturing.recognition import NoRecognizer, RecognitionFailed, TextRecognizer
from subgraphs.learning.settings import LearningSettings
from tests.subgraphs.learning.capturing.writing import page, page_of_a_book

LINES = ("昨日、動物園で小さい猫を見ました。", "友達と一緒に時計を買いに行きます。")


def recognizer(**settings: Any) -> TextRecognizer:
    return TextRecognizer.from_settings(LearningSettings(**settings))


@pytest.mark.parametrize(
    "picture",
    [page(LINES), page(LINES, size=18), page(LINES, ink="#eeeeff", paper="#202030")],
    ids=["large", "small", "light on dark"],
)
async def test_writing_is_read_line_by_line(picture: bytes) -> None:
    assert await recognizer().read(picture, is_vertical=False) == "\n".join(LINES)


async def test_writing_that_runs_downwards_is_read_column_by_column() -> None:
    picture = page_of_a_book(["昨日動物園で猫を見ました", "友達と旅行に行きます"])
    assert await recognizer().read(picture, is_vertical=True) == "昨日動物園で猫を見ました友達と旅行に行きます"


async def test_nothing_is_read_where_nothing_is_written() -> None:
    assert await recognizer().read(page([]), is_vertical=False) == ""


async def test_where_no_engine_is_installed_it_says_so() -> None:
    missing = recognizer(tesseract="there-is-no-such-program")
    assert not missing.is_there
    with pytest.raises(NoRecognizer):
        await missing.read(page(LINES), is_vertical=False)


@pytest.mark.parametrize("program", ["exit 1", "exec sleep 60"])
async def test_an_engine_that_breaks_down_or_hangs_is_given_up(tmp_path: Path, program: str) -> None:
    engine = tmp_path / "engine"
    engine.write_text(f"#!/bin/sh\n{program}\n")
    engine.chmod(0o755)
    with pytest.raises(RecognitionFailed):
        await recognizer(tesseract=str(engine), recognition_timeout=timedelta(seconds=1)).read(page(LINES), False)


async def test_the_engine_is_told_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUMIKI_SECRET", "a secret")
    engine = tmp_path / "engine"
    engine.write_text('#!/bin/sh\necho "環境: $KUMIKI_SECRET $OMP_THREAD_LIMIT"\n')
    engine.chmod(0o755)
    assert await recognizer(tesseract=str(engine)).read(page(LINES), False) == "環境:  1"


async def test_a_picture_that_is_none_is_no_text() -> None:
    with pytest.raises(RecognitionFailed):
        await recognizer().read(b"no picture", is_vertical=False)
