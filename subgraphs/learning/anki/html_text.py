"""What is written on the cards of strangers: made harmless, or reduced to plain text."""

import html
import re
from collections.abc import Mapping

import nh3

_LINE_ENDS = re.compile(r"<(?:br|hr|/div|/p|/li|/tr|/h[1-6])\b[^>]*>", re.IGNORECASE)
_RUBY = re.compile(r"<rt[^>]*>(.*?)</rt>", re.IGNORECASE | re.DOTALL)
_RUBY_PARENTHESES = re.compile(r"<rp[^>]*>.*?</rp>", re.IGNORECASE | re.DOTALL)
_SOUND = re.compile(r"\[sound:([^\]\r\n]{1,255})\]")
_PICTURE = re.compile(
    r"""<(?:img|audio|video|source|object)\b[^>]*?\b(?:src|data)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""",
    re.IGNORECASE,
)
_STYLE_FILE = re.compile(r"""(?:url\(|@import)\s*["']?(_[^"')\s;]+)""")
_SPACES = re.compile(r"[ \t\u00a0]+")
_BLANK_LINES = re.compile(r"\n\s*\n\s*")

_TAGS = nh3.ALLOWED_TAGS | {"ruby", "rt", "rp", "rb", "rtc", "img"}
_ATTRIBUTES = {"*": {"lang", "dir", "title"}, "img": {"src", "alt", "width", "height"}, "td": {"colspan", "rowspan"}}


def plain_text(source: str) -> str:
    """What is read of it: without markup, sounds and pictures; readings above characters stand in brackets."""
    marked = _RUBY.sub(r"(\1)", _RUBY_PARENTHESES.sub("", _SOUND.sub("", source)))
    broken = _LINE_ENDS.sub("\n", marked)
    text = html.unescape(nh3.clean(broken, tags=set())) if "<" in broken or "&" in broken else broken
    lines = (_SPACES.sub(" ", line).strip() for line in text.splitlines())
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def safe_html(source: str, address_of: Mapping[str, str]) -> str:
    """What a page may show: no script, no style, no foreign address. Pictures get the addresses of files by name."""

    def keep(tag: str, attribute: str, value: str) -> str | None:
        if tag == "img" and attribute == "src":
            return address_of.get(html.unescape(value))
        return value

    return nh3.clean(
        _SOUND.sub("", source),
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        attribute_filter=keep,
        link_rel="noopener noreferrer nofollow",
    )


def sounds_in(source: str) -> list[str]:
    return [html.unescape(name) for name in _SOUND.findall(source)]


def files_in(source: str) -> list[str]:
    """The names of files that a text shows or plays, each once, in their order."""
    pictures = [html.unescape(next(filter(None, found), "")) for found in _PICTURE.findall(source)]
    return list(dict.fromkeys([*(name for name in pictures if name), *sounds_in(source)]))


def files_in_style(css: str) -> list[str]:
    """Those that a style names: typefaces and backgrounds, whose names begin with an underscore."""
    return list(dict.fromkeys(_STYLE_FILE.findall(css)))
