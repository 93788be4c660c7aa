"""Pictures of what somebody has come to, of the size that social networks show: 1200 by 630 pixels."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import product

from PIL import Image, ImageDraw

from subgraphs.shared.fonts import font

WIDTH, HEIGHT = 1200, 630
_MARGIN = 72
_TEXT_WIDTH = 760
_PAPER, _INK, _FADED, _LINE, _RULE = "#fbf7ef", "#26221c", "#7a7062", "#e3d6bf", "#d9c9ac"
_HEADLINE_SIZES, _FIGURE_SIZES = range(150, 40, -10), range(46, 20, -4)
_CELL = 96
_RULE_Y = 440
_FIGURE_WIDTH = 266


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is written on a card."""

    eyebrow: str
    """The line above: whose it is, or of what it tells."""

    headline: str
    """A number or a few words, as large as they fit."""

    caption: str
    figures: Sequence[tuple[str, str]]
    """Up to three, each with what it counts."""

    accent: str = "#b4532a"
    """Colour of the headline, as #rrggbb."""


def draw_share_card(drawing: Drawing) -> bytes:
    """A PNG. What does not fit into a line ends with an ellipsis."""
    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    draw = ImageDraw.Draw(image)
    _lattice(draw)
    draw.rectangle((0, 0, 16, HEIGHT), fill=drawing.accent)
    draw.text((_MARGIN, 64), _fitted(drawing.eyebrow, 34, _TEXT_WIDTH), font=font(34), fill=_FADED)
    size = _largest_size(drawing.headline, _TEXT_WIDTH, _HEADLINE_SIZES)
    headline = _fitted(drawing.headline, size, _TEXT_WIDTH, bold=True)
    draw.text((_MARGIN, 250), headline, font=font(size, "Bold"), fill=drawing.accent, anchor="lm")
    draw.text((_MARGIN, 352), _fitted(drawing.caption, 38, _TEXT_WIDTH), font=font(38), fill=_INK)
    _figures(draw, drawing.figures)
    draw.text((WIDTH - _MARGIN, HEIGHT - 64), "組木 Kumiki", font=font(36, "Bold"), fill=_INK, anchor="rm")
    written = BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


def _lattice(draw: ImageDraw.ImageDraw) -> None:
    """Timber joined without nails, on the right."""
    left = WIDTH - 4 * _CELL
    for column, row in product(range(4), range(4)):
        x, y = left + column * _CELL, _RULE_Y - (4 - row) * _CELL
        for toward_x, toward_y in ((_CELL, 0), (0, _CELL), (_CELL, _CELL)):
            draw.line((x, y, x + toward_x, y + toward_y), fill=_LINE, width=6)
        draw.line((x + _CELL, y, x, y + _CELL), fill=_LINE, width=6)


def _figures(draw: ImageDraw.ImageDraw, figures: Sequence[tuple[str, str]]) -> None:
    draw.line((0, _RULE_Y, WIDTH, _RULE_Y), fill=_RULE, width=6)
    for index, (value, label) in enumerate(figures[:3]):
        x, width = _MARGIN + index * _FIGURE_WIDTH, _FIGURE_WIDTH - 16
        size = _largest_size(value, width, _FIGURE_SIZES)
        draw.text((x, 508), _fitted(value, size, width, bold=True), font=font(size, "Bold"), fill=_INK, anchor="lm")
        draw.text((x, 566), _fitted(label, 26, width), font=font(26), fill=_FADED, anchor="lm")


def _largest_size(text: str, width: int, sizes: range) -> int:
    """The largest at which the text fits, or the smallest there is."""
    return next((size for size in sizes if font(size, "Bold").getlength(text) <= width), sizes[-1])


def _fitted(text: str, size: int, width: int, *, bold: bool = False) -> str:
    typeface = font(size, "Bold" if bold else "Regular")
    line = " ".join(text.split())
    if typeface.getlength(line) <= width:
        return line
    while line and typeface.getlength(f"{line}…") > width:
        line = line[:-1]
    return f"{line.rstrip()}…"
