"""Pictures to try things with, made on the spot."""

import io
from typing import Any

from PIL import Image


def picture(width: int = 60, height: int = 40, form: str = "PNG", mode: str = "RGB", **options: Any) -> bytes:
    """Red on its left half, blue on its right."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    if mode == "I;16":
        image = image.convert("L").convert("I").point(lambda value: value * 257)
    return _written(image.convert(mode), form, **options)


def see_through(content: bytes) -> bytes:
    image = opened(content)
    image.putalpha(0)
    return _written(image, "PNG")


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def _written(image: Image.Image, form: str, **options: Any) -> bytes:
    written = io.BytesIO()
    image.save(written, form, **options)
    return written.getvalue()
