"""What a captured text consists of: sentences, and when in a film each was said."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from subgraphs.learning.capturing.subtitles import parse_subtitles
from subgraphs.learning.capturing.texts import clean_text, is_japanese

_ENDS = "。．！？!?…‥♪"
_OPENING, _CLOSING = "「『（(【〈《“", "」』）)】〉》”"
_LONGEST = 300
"""A sentence is cut here, whatever it is: no card shows a longer one."""

_LONGEST_IN_QUOTES = 80
_LINE_WIDTH_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    start_ms: int | None = None
    """When it is said, in milliseconds from the start; None for a text that is not heard."""
    end_ms: int | None = None


def read_passages(text: str) -> list[Sentence]:
    """The sentences of a text, or of what is said by the subtitles that it is."""
    cues = parse_subtitles(text)
    if cues is None:
        return [Sentence(sentence) for sentence in split_sentences(unwrap(clean_text(text)))]
    return [
        Sentence(sentence, cue.start_ms, cue.end_ms)
        for cue in cues
        for sentence in split_sentences(clean_text(cue.text))
    ]


def plain_text(sentences: Iterable[Sentence]) -> str:
    return "\n".join(sentence.text for sentence in sentences)


def split_sentences(text: str) -> list[str]:
    """Sentences of Japanese and of most other languages. What is said inside of quotes stays with its sentence while
    that is short."""
    return [sentence for line in text.splitlines() for piece in _pieces(line) for sentence in _cut(piece.strip())]


def unwrap(text: str) -> str:
    """Put lines together that were broken only because the page or the screen ended there."""
    lines = [line.strip() for line in text.splitlines()]
    width = max((len(line) for line in lines), default=0) * _LINE_WIDTH_SHARE
    joined: list[str] = []
    for before, line in zip(["", *lines], lines, strict=False):
        is_broken = joined and before and line and len(before) >= width and not _is_ended(before)
        if is_broken and is_japanese(before) and len(lines) > 1:
            joined[-1] += line
        else:
            joined.append(line)
    return "\n".join(joined)


def _is_ended(line: str) -> bool:
    return line[-1] in _ENDS + _CLOSING


def _pieces(line: str) -> Iterator[str]:
    start, depth = 0, 0
    for place, sign in enumerate(line):
        if sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth = max(0, depth - 1)
        if _ends_at(line, place) and (depth == 0 or place - start > _LONGEST_IN_QUOTES):
            yield line[start : place + 1]
            start, depth = place + 1, 0
    yield line[start:]


def _ends_at(line: str, place: int) -> bool:
    """Whether a sentence ends with this sign. A full stop of the West has to be followed by a blank."""
    following = line[place + 1 : place + 2]
    if following and following in _ENDS + _CLOSING:
        return False
    last = line[: place + 1].rstrip(_CLOSING)[-1:]
    if line[place] in _CLOSING:
        return last in tuple("。！？!?") and (following or " ") in " \u3000" + _OPENING
    return line[place] in _ENDS or (line[place] == "." and following in ("", " "))


def _cut(sentence: str) -> Sequence[str]:
    if len(sentence) <= _LONGEST:
        return [sentence] if sentence else []
    return [sentence[start : start + _LONGEST] for start in range(0, len(sentence), _LONGEST)]
