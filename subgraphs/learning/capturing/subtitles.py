"""Subtitles, SRT and WebVTT alike, as they are found and not as they should be.

Both are blocks of text below a line with two times. Numbers, notes, styles and headers have no such line above them, so
nothing of either format has to be known but that. Recorders of live speech show each line twice, the second time above
the next one; what was just said is not said again.

https://www.w3.org/TR/webvtt1/
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from subgraphs.learning.capturing.texts import is_japanese

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[,.:](\d{1,3}))?"
_TIMING = re.compile(rf"^\s*{_TIME}\s*-{{1,2}}>\s*{_TIME}(?:\s.*)?$")
_COUNTER = re.compile(r"\d{1,6}")
_RUBY_TEXT = re.compile(r"<r[tp]\b[^>]*>.*?(?:</r[tp]>|(?=</ruby>)|$)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<[\d:.]+>|\{[^{}]*\}|</>")
_SPEAKER = re.compile(r"^\s*(?:[-–‐]\s*)?[（(［\[][^）)］\]]{1,20}[）)］\]]\s*")
_DASH = re.compile(r"^\s*[-–‐>＞]+\s*")
_MUSIC = "♪♫♬~〜 \u3000"
_CONTINUES = ("、", "➡", "→", "⇒", ",", "―", "—")
_JOINED_WITHIN_MS = 1_500
_LONGEST_JOINED = 120


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said from one instant to another, in milliseconds from the start."""

    start_ms: int
    end_ms: int
    text: str


def parse_subtitles(text: str) -> list[Cue] | None:
    """The cues in the order of their times; None for a text that is no subtitles."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not any(_TIMING.match(line) for line in lines):
        return None
    cues = sorted(_cues(lines), key=lambda cue: (cue.start_ms, cue.end_ms))
    return list(_joined(_without_repetitions(cues)))


def _cues(lines: list[str]) -> Iterator[Cue]:
    place = 0
    while place < len(lines):
        timing = _TIMING.match(lines[place])
        place += 1
        if timing is None:
            continue
        first = place
        while place < len(lines) and lines[place].strip() and not _TIMING.match(lines[place]):
            place += 1
        end = place
        # No blank line stands between: the number of the next cue is not what this one says.
        if place < len(lines) and _TIMING.match(lines[place]) and _COUNTER.fullmatch(lines[place - 1].strip()):
            end = max(first, place - 1)
        said = _said(lines[first:end])
        if said:
            times = timing.groups()
            start = _milliseconds(times[:4])
            yield Cue(start, max(start, _milliseconds(times[4:])), said)


def _milliseconds(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, fraction = parts
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    return whole * 1_000 + int((fraction or "0").ljust(3, "0"))


def _said(lines: list[str]) -> str:
    """Line by line, without what is only for the eye."""
    markup = _RUBY_TEXT.sub("", "\n".join(lines))
    shown = html.unescape(_TAG.sub("", markup)).split("\n")
    return "\n".join(filter(None, (_without_speaker(line).strip(_MUSIC) for line in shown)))


def _without_speaker(line: str) -> str:
    return _DASH.sub("", _SPEAKER.sub("", line))


def _without_repetitions(cues: list[Cue]) -> Iterator[Cue]:
    """Leave out lines that were shown by the cue before and stand still while the next comes in."""
    before: tuple[int, list[str]] = (-1, [])
    for cue in cues:
        lines = cue.text.split("\n")
        is_near = cue.start_ms <= before[0] + _JOINED_WITHIN_MS
        new = [line for line in lines if not (is_near and line in before[1])]
        before = (cue.end_ms, lines)
        if new:
            yield replace(cue, text=_one_line(new))


def _one_line(lines: list[str]) -> str:
    text = lines[0]
    for line in lines[1:]:
        text += ("\u3000" if is_japanese(text[-1:] + line[:1]) else " ") + line
    return text


def _joined(cues: Iterator[Cue]) -> Iterator[Cue]:
    """A sentence that says itself that it goes on is put together with what follows."""
    open_cue: Cue | None = None
    for cue in cues:
        if open_cue is not None and _goes_on(open_cue, cue):
            text = open_cue.text.rstrip("➡→⇒―— ") + cue.text
            open_cue = Cue(open_cue.start_ms, max(open_cue.end_ms, cue.end_ms), text)
            continue
        if open_cue is not None:
            yield open_cue
        open_cue = cue
    if open_cue is not None:
        yield open_cue


def _goes_on(cue: Cue, following: Cue) -> bool:
    is_near = following.start_ms - cue.end_ms <= _JOINED_WITHIN_MS
    is_short = len(cue.text) + len(following.text) <= _LONGEST_JOINED
    return cue.text.endswith(_CONTINUES) and is_near and is_short
