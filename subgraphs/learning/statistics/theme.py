"""Colours of pictures, on light and on dark paper. Text has a contrast of 4.5 and more, what is drawn one of 3."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Theme(StrEnum):
    LIGHT = "LIGHT"
    DARK = "DARK"


@dataclass(frozen=True, slots=True)
class Palette:
    paper: str
    ink: str
    faded: str
    rule: str
    empty: str
    """A day without anything."""
    heat: Sequence[str]
    """From little to much."""
    young: str
    mature: str
    overdue: str
    ratings: Sequence[str]
    """From AGAIN to EASY. They differ in brightness too, for those who do not tell red from green."""


PALETTES: Mapping[Theme, Palette] = {
    Theme.LIGHT: Palette(
        paper="#ffffff",
        ink="#1f2430",
        faded="#5b6475",
        rule="#dfe3ea",
        empty="#eceff4",
        heat=("#a8d8c0", "#5fb894", "#2f8f6b", "#14593f"),
        young="#4a9c7d",
        mature="#14593f",
        overdue="#c2410c",
        ratings=("#b3261e", "#b7791f", "#3f7fbf", "#173f75"),
    ),
    Theme.DARK: Palette(
        paper="#14171f",
        ink="#f1f3f8",
        faded="#a4adbd",
        rule="#2c3240",
        empty="#222734",
        heat=("#1d4d3a", "#2c7d5c", "#4fb58a", "#9fe3c4"),
        young="#3f9a75",
        mature="#9fe3c4",
        overdue="#f08a4b",
        ratings=("#f0685e", "#e0b04a", "#6aa9e6", "#c3dcf7"),
    ),
}
