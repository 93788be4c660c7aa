"""Reads one picture and writes it anew in the sizes asked for: a program of its own, which knows nothing of us.

Decoders are where hostile files do harm. So they run in a process that has no secrets, little memory and little time,
and of what was in the file only the pixels come out: no metadata, no second file hidden behind the first.

Standard input is a line of JSON and the picture; standard output a line of JSON and the pictures that it lists.
"""

import io
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

from PIL import Image, ImageCms, ImageOps

# Ours is checked before anything is decoded.
Image.MAX_IMAGE_PIXELS = None

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
LIKE = {"JPEG": "JPEG", "PNG": "PNG", "GIF": "PNG", "WEBP": "WEBP", "AVIF": "WEBP"}
"""What a picture is written as that is to stay like itself. AVIF would take half a minute where it is large."""

OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 88, "optimize": True, "progressive": True},
    "PNG": {"compress_level": 3},
    "WEBP": {"quality": 80, "method": 4},
    "AVIF": {"quality": 60, "speed": 8, "max_threads": 1},
}


class Refused(Exception):
    """The picture is not written anew. The text is the reason, for programs."""


def main() -> None:
    request = json.loads(sys.stdin.buffer.readline())
    resource.setrlimit(resource.RLIMIT_AS, (request["memory"], request["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (request["seconds"], request["seconds"]))
    content = sys.stdin.buffer.read()
    try:
        picture, name = read_picture(content, request["max_pixels"], request["max_side"])
        outputs = list(write_pictures(picture, name, request["outputs"]))
    except Refused as refused:
        answer(json.dumps({"refused": str(refused)}), [])
        return
    listed = [{"format": name, "width": size[0], "height": size[1], "bytes": len(out)} for name, size, out in outputs]
    head = {"width": picture.width, "height": picture.height, "outputs": listed}
    answer(json.dumps(head), [out for _, _, out in outputs])


def answer(head: str, contents: list[bytes]) -> None:
    sys.stdout.buffer.write(head.encode() + b"\n")
    for content in contents:
        sys.stdout.buffer.write(content)


def read_picture(content: bytes, max_pixels: int, max_side: int) -> tuple[Image.Image, str]:
    """Its first frame, upright and in sRGB, and the name of its format."""
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
    except Exception as error:
        raise Refused("NOT_A_PICTURE") from error
    if image.width * image.height > max_pixels or max(image.size) > max_side:
        raise Refused("TOO_MANY_PIXELS")
    try:
        image.load()
        upright = ImageOps.exif_transpose(image)
        return in_srgb(upright), str(image.format)
    except MemoryError as error:
        raise Refused("TOO_MANY_PIXELS") from error
    except Exception as error:
        raise Refused("DAMAGED") from error


def in_srgb(image: Image.Image) -> Image.Image:
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "RGBA", "CMYK"):
        image = _from_profile(image, profile)
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value / 257).convert("L")
    pixels = image.convert("RGBA" if has_alpha else "RGB")
    # Comments, profiles, positions: formats write what they find here.
    pixels.info = {}
    return pixels


def _from_profile(image: Image.Image, profile: bytes) -> Image.Image:
    mode = "RGB" if image.mode == "CMYK" else image.mode
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return converted or image


def write_pictures(
    picture: Image.Image, source_format: str, outputs: list[dict[str, Any]]
) -> Iterator[tuple[str, tuple[int, int], bytes]]:
    """As asked for: no larger than it was, in a format of choice or in one like its own, and none twice."""
    seen = set()
    for output in outputs:
        name = output["format"] or LIKE[source_format]
        sized = _sized(picture, output["width"], output["is_square"])
        if (name, sized.size) not in seen:
            seen.add((name, sized.size))
            yield name, sized.size, _written(sized, name)


def _written(picture: Image.Image, name: str) -> bytes:
    if name == "JPEG" and picture.mode == "RGBA":
        picture = _on_white(picture)
    written = io.BytesIO()
    picture.save(written, name, **OPTIONS[name])
    return written.getvalue()


def _sized(picture: Image.Image, width: int, is_square: bool) -> Image.Image:
    if is_square:
        side = min(width, *picture.size)
        return ImageOps.fit(picture, (side, side), Image.Resampling.LANCZOS)
    if picture.width <= width:
        return picture.copy()
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _on_white(picture: Image.Image) -> Image.Image:
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


if __name__ == "__main__":
    main()
