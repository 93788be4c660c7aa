"""A scene as PNG, with the platform's own typeface, at twice its size for screens that are fine."""

from io import BytesIO

from PIL import Image, ImageDraw

from subgraphs.learning.statistics.scene import Anchor, Label, Line, Path, Rectangle, Scene
from subgraphs.shared.fonts import font

SCALE = 2
_ANCHORS: dict[Anchor, str] = {"start": "lm", "middle": "mm", "end": "rm"}


def render_png(scene: Scene) -> bytes:
    image = Image.new("RGB", (scene.width * SCALE, scene.height * SCALE), scene.background)
    draw = ImageDraw.Draw(image)
    for shape in scene.shapes:
        _draw(draw, shape)
    written = BytesIO()
    image.save(written, "PNG", compress_level=6)
    return written.getvalue()


def _draw(draw: ImageDraw.ImageDraw, shape: Rectangle | Line | Path | Label) -> None:
    match shape:
        case Rectangle(x, y, width, height, fill, radius):
            # Both corners belong to the rectangle.
            box = (x * SCALE, y * SCALE, max(x, x + width) * SCALE - 1, max(y, y + height) * SCALE - 1)
            if box[2] >= box[0] and box[3] >= box[1]:
                draw.rounded_rectangle(box, min(radius, width / 2, height / 2) * SCALE, fill=fill)
        case Line(x1, y1, x2, y2, stroke, width):
            draw.line((x1 * SCALE, y1 * SCALE, x2 * SCALE, y2 * SCALE), fill=stroke, width=max(1, round(width * SCALE)))
        case Path(points, stroke, width):
            places = [(x * SCALE, y * SCALE) for x, y in points]
            draw.line(places, fill=stroke, width=round(width * SCALE), joint="curve")
            for place in places:
                draw.circle(place, width * 1.2 * SCALE, fill=stroke)
        case Label(x, y, text, size, fill, anchor, weight):
            place = (x * SCALE, y * SCALE)
            draw.text(place, text, font=font(size * SCALE, weight), fill=fill, anchor=_ANCHORS[anchor])
