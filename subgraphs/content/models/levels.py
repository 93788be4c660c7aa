"""How hard something is."""

from enum import StrEnum


class JlptLevel(StrEnum):
    """Easiest first. The groups are the community's; official lists are not published."""

    N5 = "N5"
    N4 = "N4"
    N3 = "N3"
    N2 = "N2"
    N1 = "N1"
    UNLISTED = "UNLISTED"
    """On none of the lists."""


JLPT = "JLPT"
"""The scale that these levels belong to; other languages have other scales."""
