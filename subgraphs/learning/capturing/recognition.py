"""Text recognition in screenshots, where an engine for it is installed."""

import asyncio
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from subgraphs.learning.capture_settings import CaptureSettings
from subgraphs.learning.capturing.texts import is_japanese
from subgraphs.shared.confined_process import ProgramFailed, run_confined

_PROGRAM = Path(__file__).with_name("recognition_process.py")
_BETWEEN_JAPANESE = re.compile(
    r"(?<=[\u3000-\u30ff\u3400-\u9fff\uff01-\uff60])[ \t]+(?=[\u3000-\u30ff\u3400-\u9fff\uff01-\uff60])"
)


class NoRecognizer(Exception):
    """No engine is installed here."""


class RecognitionFailed(Exception):
    """The engine broke down, or came to the end of its memory or time."""


@dataclass(frozen=True, slots=True)
class TextRecognizer:
    settings: CaptureSettings
    places: asyncio.Semaphore

    @classmethod
    def from_settings(cls, settings: CaptureSettings) -> "TextRecognizer":
        return cls(settings, asyncio.Semaphore(settings.recognitions_at_once))

    @property
    def is_there(self) -> bool:
        return shutil.which(self.settings.tesseract) is not None

    async def read(self, picture: bytes, is_vertical: bool) -> str:
        """What is written on it, line by line; empty where nothing is. Raises `NoRecognizer`, `RecognitionFailed`."""
        program = shutil.which(self.settings.tesseract)
        if program is None:
            raise NoRecognizer
        patience = self.settings.recognition_timeout
        request = {
            "program": program,
            "vertical": is_vertical,
            "memory": self.settings.recognition_memory_bytes,
            "seconds": max(1, int(patience.total_seconds())),
        }
        async with self.places:
            try:
                written = await run_confined(_PROGRAM, (), json.dumps(request).encode() + b"\n" + picture, patience)
            except ProgramFailed as error:
                raise RecognitionFailed(str(error)) from error
        return _tidied(written.partition(b"\n")[2].decode(errors="replace"), is_vertical)


def _tidied(text: str, is_vertical: bool) -> str:
    """Without the blanks that the engine puts between characters, nor lines that are only noise."""
    lines = [_BETWEEN_JAPANESE.sub("", line).strip() for line in text.replace("\f", "\n").splitlines()]
    kept = [line for line in lines if is_japanese(line) or re.search(r"\w{2}", line)]
    return ("" if is_vertical else "\n").join(kept)
