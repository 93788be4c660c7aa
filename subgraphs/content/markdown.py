"""The Markdown that authors write: CommonMark without HTML, and with links that lead nowhere dangerous.

What is stored keeps this contract, so that clients may render it with any CommonMark renderer; whoever has none takes
`to_html`, whose output is safe to insert.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

_SAFE_SCHEMES = frozenset({"", "http", "https", "mailto"})


def faults_in(markdown: str) -> list[str]:
    """What breaks the contract, in words for its author; none where it is kept."""
    found: dict[str, None] = {}
    for token in _all(_reader().parse(markdown)):
        if token.type in ("html_block", "html_inline"):
            found[f"HTML is not for these texts: {token.content.strip():.40}"] = None
        for attribute in ("href", "src"):
            address = str(token.attrGet(attribute) or "")
            if not _is_safe(address):
                found[f"A link leads to the web or to an address for mail: {address:.40}"] = None
    return list(found)


def to_html(markdown: str) -> str:
    """Safe for any text, whether it keeps the contract or not."""
    return str(_writer().render(markdown))


@lru_cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark")
    # Its own check would leave dangerous links as plain text, and nobody would tell the author.
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    return reader


@lru_cache
def _writer() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})


def _all(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or ())


def _is_safe(address: str) -> bool:
    plain = "".join(character for character in unquote(address) if character.isprintable() and not character.isspace())
    try:
        return urlsplit(plain).scheme.lower() in _SAFE_SCHEMES
    except ValueError:
        return False
