"""Where in a text a node stands, kept small: a large schema has a million nodes."""

import re
from bisect import bisect_left
from functools import cached_property

from graphql import Location, Source
from graphql import SourceLocation as LineAndColumn

_NEW_LINE = re.compile(r"\r\n|[\n\r]")


class Span(Location):
    """A location that knows its positions but, unlike those of graphql-core's own parser, no tokens."""

    __slots__ = ()

    def __init__(self, start: int, end: int, source: Source) -> None:
        self.start = start
        self.end = end
        self.source = source


class IndexedSource(Source):
    """A text that knows where its lines start, for when many places in it are asked for."""

    def get_location(self, position: int) -> LineAndColumn:
        before = bisect_left(self._line_breaks, (position,))
        line_start = self._line_breaks[before - 1][1] if before else 0
        return LineAndColumn(before + 1, position + 1 - line_start)

    @cached_property
    def _line_breaks(self) -> list[tuple[int, int]]:
        """Where each begins and ends."""
        return [found.span() for found in _NEW_LINE.finditer(self.body)]
