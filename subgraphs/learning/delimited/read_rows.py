"""Read a table that somebody saved as text, without being told how.

The encoding is what the bytes allow: Unicode where they say so or are valid, else what Japanese versions of Windows
write. The delimiter is the one by which most rows have the same number of cells. Lines at the top that begin with # are
those by which Anki tells about its own texts (https://docs.ankiweb.net/importing/text-files.html).
"""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Delimiter(StrEnum):
    """What stands between two cells."""

    COMMA = "COMMA"
    TAB = "TAB"
    SEMICOLON = "SEMICOLON"
    PIPE = "PIPE"


class Encoding(StrEnum):
    """How bytes are letters."""

    UTF_8 = "UTF_8"
    UTF_16 = "UTF_16"
    SHIFT_JIS = "SHIFT_JIS"
    EUC_JP = "EUC_JP"


CHARACTERS = {Delimiter.COMMA: ",", Delimiter.TAB: "\t", Delimiter.SEMICOLON: ";", Delimiter.PIPE: "|"}
_CODECS = {
    Encoding.UTF_8: "utf-8-sig",
    Encoding.UTF_16: "utf-16",
    Encoding.SHIFT_JIS: "cp932",
    Encoding.EUC_JP: "euc_jp",
}
_NAMED = {"comma": ",", "tab": "\t", "semicolon": ";", "pipe": "|"}
_LOOKED_AT = 200


class TableIsRefused(Exception):
    """It cannot be read. The text is the reason, for programs."""


@dataclass(frozen=True, slots=True)
class TableForm:
    """How a table is written. What is None is found out."""

    delimiter: Delimiter | None = None
    encoding: Encoding | None = None
    has_header: bool | None = None


@dataclass(frozen=True, slots=True)
class Table:
    delimiter: Delimiter
    encoding: Encoding
    text: str
    directives: Mapping[str, str] = field(default_factory=dict)
    """What the lines at the top say, by name."""

    first_line: int = 0
    """How many lines stand above the rows."""

    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Each with the line on which it ends; empty ones are left out. Raises `TableIsRefused`."""
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=CHARACTERS[self.delimiter])
        try:
            for row in reader:
                if any(cell.strip() for cell in row):
                    yield reader.line_num + self.first_line, row
        except csv.Error as error:
            raise TableIsRefused("TABLE_IS_DAMAGED") from error


def read_table(content: bytes, form: TableForm) -> Table:
    encoding, text = _decoded(content, form.encoding)
    if "\x00" in text:
        raise TableIsRefused("NOT_A_TABLE")
    directives, body, lines = _directives(text)
    told = _delimiter_told(directives.get("separator", ""))
    delimiter = form.delimiter or told or _delimiter(body)
    return Table(delimiter, encoding, body, directives, lines)


def _decoded(content: bytes, encoding: Encoding | None) -> tuple[Encoding, str]:
    candidates = [encoding] if encoding is not None else _candidates(content)
    for each in candidates:
        try:
            return each, content.decode(_CODECS[each])
        except UnicodeDecodeError:
            continue
    raise TableIsRefused("ENCODING_IS_WRONG" if encoding is not None else "ENCODING_IS_UNKNOWN")


def _candidates(content: bytes) -> list[Encoding]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return [Encoding.UTF_16]
    return [Encoding.UTF_8, Encoding.SHIFT_JIS, Encoding.EUC_JP]


def _directives(text: str) -> tuple[dict[str, str], str, int]:
    found: dict[str, str] = {}
    lines = 0
    while text.startswith("#"):
        line, _, rest = text.partition("\n")
        name, colon, value = line[1:].rstrip("\r").partition(":")
        if not colon:
            break
        found[name.strip().lower()] = value if name.strip().lower() == "columns" else value.strip()
        text, lines = rest, lines + 1
    return found, text, lines


def _delimiter_told(name: str) -> Delimiter | None:
    character = _NAMED.get(name.lower(), name)
    return next((each for each, known in CHARACTERS.items() if known == character), None)


def _delimiter(text: str) -> Delimiter:
    lines = text.splitlines(keepends=True)[:_LOOKED_AT]
    return max(Delimiter, key=lambda each: _evenness(lines, CHARACTERS[each]))


def _evenness(lines: Sequence[str], character: str) -> tuple[float, int]:
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=character) if row)
    except csv.Error:
        return 0.0, 0
    widths.pop(1, None)
    if not widths:
        return 0.0, 0
    width, count = widths.most_common(1)[0]
    return count / max(len(lines), 1), width
