"""Pictures with writing on them."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw

from subgraphs.shared.fonts import font


def page(lines: Sequence[str], ink: str = "black", paper: str = "white", size: int = 28) -> bytes:
    image = Image.new("RGB", (900, 60 + 50 * len(lines)), paper)
    drawing = ImageDraw.Draw(image)
    for row, line in enumerate(lines):
        drawing.text((30, 30 + 50 * row), line, font=font(size), fill=ink)
    return _written(image)


def page_of_a_book(columns: Sequence[str], size: int = 40) -> bytes:
    image = Image.new("RGB", (60 + 80 * len(columns), 60 + (size + 8) * max(map(len, columns))), "white")
    drawing = ImageDraw.Draw(image)
    for column, line in enumerate(columns):
        for row, sign in enumerate(line):
            place = (image.width - 80 * (column + 1), 30 + (size + 8) * row)
            drawing.text(place, sign, font=font(size), fill="black")
    return _written(image)


def _written(image: Image.Image) -> bytes:
    content = io.BytesIO()
    image.save(content, "PNG")
    return content.getvalue()
