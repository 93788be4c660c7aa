"""A picture as a list of shapes, from which its SVG and its PNG are made alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from subgraphs.shared.fonts import Weight, font

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Rectangle:
    x: float
    y: float
    width: float
    height: float
    fill: str
    radius: float = 0


@dataclass(frozen=True, slots=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float
    stroke: str
    width: float = 1


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points, with a dot on each."""

    points: Sequence[tuple[float, float]]
    stroke: str
    width: float = 2.5


@dataclass(frozen=True, slots=True)
class Label:
    """Text; `y` is where its middle is."""

    x: float
    y: float
    text: str
    size: int
    fill: str
    anchor: Anchor = "start"
    weight: Weight = "Regular"


@dataclass(frozen=True, slots=True)
class Scene:
    width: int
    height: int
    background: str
    title: str
    description: str
    """What is to be seen, for those who do not see it."""

    shapes: Sequence[Rectangle | Line | Path | Label]


@lru_cache(maxsize=2_048)
def text_width(text: str, size: int, weight: Weight = "Regular") -> float:
    return font(size, weight).getlength(text)
