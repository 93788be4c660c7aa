"""A document's tokens, found by one regular expression in one pass.

The lexer that walks text character by character takes most of the time of parsing. Here the text is split at its
tokens, and what remains between them must be whitespace, commas and byte order marks, or nothing has been read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from sys import intern

_TOKEN = re.compile(
    r'("""(?:[^"\\]++|\\(?:""")?+|"(?!""))*+"""'
    r'|"(?!"")(?:[^"\\\n\r]++|\\.)*+"'
    r"|[A-Za-z_][0-9A-Za-z_]*+"
    r"|[!$&():=@\[\]{|}]"
    r"|-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?+[0-9]++)?+(?![0-9.A-Za-z_])"
    r"|\.\.\."
    r"|#[^\n\r]*+)"
)
_IGNORED = re.compile("[ \t\n\r,\ufeff]*+")
_COMMENT = "#"
END = ""
"""The text of the token after the last one."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Lists of equal length without comments; the last token is `END`."""

    texts: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    count: int
    """With comments, without the end."""


def find_tokens(text: str) -> Tokens | None:
    """None where the text is not made of tokens alone."""
    if not _is_unicode(text):
        return None
    parts = _TOKEN.split(text)
    if not all(_IGNORED.fullmatch(gap) for gap in set(parts[::2])):
        return None
    edges = list(accumulate(map(len, parts)))
    texts, starts, ends = list(map(intern, parts[1::2])), edges[:-1:2], edges[1::2]
    count = len(texts)
    if _COMMENT in text:
        kept = [index for index, token in enumerate(texts) if token[0] != _COMMENT]
        texts, starts, ends = [texts[i] for i in kept], [starts[i] for i in kept], [ends[i] for i in kept]
    texts.append(END)
    starts.append(len(text))
    ends.append(len(text))
    return Tokens(texts, starts, ends, count)


def _is_unicode(text: str) -> bool:
    """False where there are surrogates, which only a pair of them may stand for a character."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
