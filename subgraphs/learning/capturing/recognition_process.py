"""Reads the text of one picture: a program of its own, which knows nothing of us, and hands the picture to tesseract.

Standard input is a line of JSON and the picture; standard output the text. Screens have small characters, often light
ones on dark ground, and the engine was taught with dark characters on white paper, thirty pixels high and more: so the
picture becomes grey, is turned light if it is dark, and is enlarged where it is small.
"""

import io
import json
import os
import resource
import sys
import tempfile

from PIL import Image, ImageOps, ImageStat

SMALL, MOST_PIXELS = 1_600, 12_000_000
BLOCK, VERTICAL_BLOCK = "6", "5"


def main() -> None:
    request = json.loads(sys.stdin.buffer.readline())
    resource.setrlimit(resource.RLIMIT_AS, (request["memory"], request["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (request["seconds"], request["seconds"]))
    picture = prepared(sys.stdin.buffer.read())
    vertical = request["vertical"]
    # Put in the place of this process, so that whoever ends it ends the engine.
    with tempfile.TemporaryFile() as file:
        file.write(picture)
        file.seek(0)
        os.dup2(file.fileno(), sys.stdin.fileno())
    sys.stdout.write("text\n")
    sys.stdout.flush()
    os.execve(  # noqa: S606 - the operator names the program
        request["program"],
        [
            request["program"],
            *("stdin", "stdout"),
            *("-l", "jpn_vert" if vertical else "jpn"),
            *("--psm", VERTICAL_BLOCK if vertical else BLOCK),
            *("--dpi", "150"),
            *("-c", "preserve_interword_spaces=1"),
        ],
        {"OMP_THREAD_LIMIT": "1"},
    )


def prepared(content: bytes) -> bytes:
    image = ImageOps.grayscale(on_white(Image.open(io.BytesIO(content))))
    if ImageStat.Stat(image).median[0] < 128:
        image = ImageOps.invert(image)
    if max(image.size) < SMALL and image.width * image.height * 4 <= MOST_PIXELS:
        image = image.resize((image.width * 2, image.height * 2), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    ImageOps.expand(image, border=20, fill=255).save(written, "PNG", compress_level=1)
    return written.getvalue()


def on_white(image: Image.Image) -> Image.Image:
    if "A" not in image.getbands():
        return image.convert("RGB")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


if __name__ == "__main__":
    main()
