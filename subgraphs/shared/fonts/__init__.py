"""The typeface of the pictures that the platform draws: M PLUS 1p, with kana and kanji, under the Open Font License."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from PIL import ImageFont

Weight = Literal["Regular", "Bold"]


def font_file(weight: Weight = "Regular") -> Path:
    return Path(__file__).parent / f"MPLUS1p-{weight}.ttf"


@lru_cache(maxsize=64)
def font(size: int, weight: Weight = "Regular") -> ImageFont.FreeTypeFont:
    """The typeface at a size in pixels."""
    return ImageFont.truetype(font_file(weight), size)
