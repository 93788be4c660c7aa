"""Text as it comes: bytes in some encoding, with furigana in brackets and characters that nobody sees."""

import codecs
import re
import unicodedata

import jaconv

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LEGACY = ("iso2022_jp", "cp932", "euc_jp")
_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uff01-\uff60々]")
_COMMON = re.compile(r"[\u3041-\u3096ー、。]")
_HALF_WIDTH_KANA = re.compile(r"[\uff61-\uff9f]")
_KANJI = r"[\u3400-\u9fff\uf900-\ufaff々〆ヶ]"
_FURIGANA = re.compile(rf"(?<={_KANJI})(?:[（(][\u3041-\u30ffー]{{1,12}}[）)]|《[\u3041-\u30ffー]{{1,12}}》)")
_UNWRITTEN = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")
_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x0b|\x0c|\x85")
_MANY_BLANKS = re.compile(r"[ \t\xa0\u3000]{2,}")


def decode_text(content: bytes) -> str | None:
    """The text of a file, whatever encoding it came in; None for what is no text.

    What marks itself is believed; then UTF-8, which is hardly ever right by accident; then the encoding of Japan that
    leaves most kana, since in a wrong one kana become rare kanji and half-width signs.
    """
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _checked(_decoded(content[len(bom) :], encoding))
    if b"\0" in content:
        return _checked(_decoded(content, _utf_16_of(content)))
    readings = [] if b"\x1b$" in content else [_decoded(content, "utf-8")]
    if not readings or readings[0] is None:
        found = [text for text in (_decoded(content, each) for each in _LEGACY) if text is not None]
        readings = [max(found, key=_likelihood, default=None)]
    return _checked(readings[0])


def clean_text(text: str) -> str:
    """The text as people see it: one kind of line end, nothing invisible, no furigana in brackets."""
    ended = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text))
    seen = "".join(c for c in ended if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs", "Cn"))
    plain = _FURIGANA.sub("", jaconv.h2z(seen) if _HALF_WIDTH_KANA.search(seen) else seen)
    return _MANY_BLANKS.sub(lambda blanks: blanks.group()[-1], plain).strip()


def is_japanese(text: str) -> bool:
    return _JAPANESE.search(text) is not None


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _utf_16_of(content: bytes) -> str:
    """By where the zeros of its line ends and blanks are."""
    return "utf-16-be" if content[0::2].count(0) > content[1::2].count(0) else "utf-16-le"


def _likelihood(text: str) -> float:
    return (len(_COMMON.findall(text)) - len(_HALF_WIDTH_KANA.findall(text))) / max(1, len(text))


def _checked(text: str | None) -> str | None:
    """None where it holds what no text holds."""
    if text is None or _UNWRITTEN.search(text):
        return None
    return text
