"""A scene as SVG, which needs nothing from elsewhere and runs nothing.

https://www.w3.org/TR/SVG2/
"""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from subgraphs.learning.statistics.scene import Label, Line, Path, Rectangle, Scene

_FONTS = "'M PLUS 1p', 'Noto Sans JP', 'Noto Sans CJK JP', 'Hiragino Sans', 'Yu Gothic', Meiryo, sans-serif"
_BASELINE = 0.35
"""From the middle of a line of text down to its baseline, in sizes of the text."""


def render_svg(scene: Scene) -> str:
    return "".join(_parts(scene))


def _parts(scene: Scene) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{scene.width}" height="{scene.height}" '
        f'viewBox="0 0 {scene.width} {scene.height}" role="img" aria-labelledby="title description" '
        f'font-family="{_FONTS}">'
    )
    yield f'<title id="title">{escape(scene.title)}</title><desc id="description">{escape(scene.description)}</desc>'
    yield f'<rect width="100%" height="100%" fill={quoteattr(scene.background)}/>'
    for shape in scene.shapes:
        yield _shape(shape)
    yield "</svg>"


def _shape(shape: Rectangle | Line | Path | Label) -> str:
    match shape:
        case Rectangle(x, y, width, height, fill, radius):
            corner = f' rx="{_number(radius)}"' if radius else ""
            return (
                f'<rect x="{_number(x)}" y="{_number(y)}" width="{_number(width)}" height="{_number(height)}" '
                f"fill={quoteattr(fill)}{corner}/>"
            )
        case Line(x1, y1, x2, y2, stroke, width):
            return (
                f'<line x1="{_number(x1)}" y1="{_number(y1)}" x2="{_number(x2)}" y2="{_number(y2)}" '
                f'stroke={quoteattr(stroke)} stroke-width="{_number(width)}"/>'
            )
        case Path(points, stroke, width):
            return _path(points, stroke, width)
        case Label(x, y, text, size, fill, anchor, weight):
            bold = ' font-weight="700"' if weight == "Bold" else ""
            return (
                f'<text x="{_number(x)}" y="{_number(y + _BASELINE * size)}" font-size="{size}" '
                f'fill={quoteattr(fill)} text-anchor="{anchor}"{bold}>{escape(text)}</text>'
            )


def _path(points: Sequence[tuple[float, float]], stroke: str, width: float) -> str:
    places = [(_number(x), _number(y)) for x, y in points]
    line = " ".join(f"{x},{y}" for x, y in places)
    dots = "".join(
        f'<circle cx="{x}" cy="{y}" r="{_number(width * 1.2)}" fill={quoteattr(stroke)}/>' for x, y in places
    )
    return (
        f'<polyline points="{line}" fill="none" stroke={quoteattr(stroke)} stroke-width="{_number(width)}" '
        f'stroke-linejoin="round"/>{dots}'
    )


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
