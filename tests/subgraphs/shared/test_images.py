"""Pictures written anew: what comes out, and which are refused."""

import asyncio
import zlib
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from PIL import Image, ImageCms

from subgraphs.shared.file_types import AVIF, JPEG, PNG, WEBP, FileType, sniff
from subgraphs.shared.images import (
    Picture,
    PictureFormat,
    PictureIsRefused,
    PictureLimits,
    PictureOutput,
    PictureWorkshop,
    store_pictures,
)
from subgraphs.shared.objects import open_object_store
from subgraphs.shared.settings import SubgraphSettings
from tests.subgraphs.shared.pictures import opened, picture, see_through

LIMITS = PictureLimits(max_pixels=1_000_000, max_side=4_000, memory=2_000_000_000, timeout=timedelta(seconds=30))
SECRET = b"taken at home"


@pytest.fixture
def workshop() -> PictureWorkshop:
    return PictureWorkshop(LIMITS, at_once=2)


def rgb(image: Image.Image, x: int, y: int) -> tuple[int, ...]:
    return cast("tuple[int, ...]", image.convert("RGB").getpixel((x, y)))


def looks(value: tuple[int, ...], colour: str) -> bool:
    red, _, blue = value
    return red > 180 > 100 > blue if colour == "red" else blue > 180 > 100 > red


async def test_variants_are_made_in_each_format_and_none_larger_than_the_picture(workshop: PictureWorkshop) -> None:
    formats: tuple[PictureFormat, ...] = ("WEBP", "AVIF")
    outputs = [PictureOutput(width, form) for width in (20, 50, 100) for form in formats]
    written = await workshop.render(picture(60, 40), outputs)
    assert [(p.file_type, p.width, p.height) for p in written] == [
        (WEBP, 20, 13),
        (AVIF, 20, 13),
        (WEBP, 50, 33),
        (AVIF, 50, 33),
        (WEBP, 60, 40),
        (AVIF, 60, 40),
    ]
    assert all(opened(p.content).size == (p.width, p.height) and sniff(p.content) is p.file_type for p in written)


async def test_what_would_be_written_twice_is_written_once(workshop: PictureWorkshop) -> None:
    written = await workshop.render(picture(60, 40), [PictureOutput(100, "WEBP"), PictureOutput(200, "WEBP")])
    assert len(written) == 1


async def test_a_square_is_cut_from_the_middle(workshop: PictureWorkshop) -> None:
    (square,) = await workshop.render(picture(80, 40), [PictureOutput(20, "PNG", is_square=True)])
    image = opened(square.content)
    assert image.size == (20, 20)
    assert looks(rgb(image, 3, 10), "red") and looks(rgb(image, 16, 10), "blue")


@pytest.mark.parametrize(
    ("form", "file_type"), [("JPEG", JPEG), ("PNG", PNG), ("GIF", PNG), ("WEBP", WEBP), ("AVIF", WEBP)]
)
async def test_the_picture_itself_keeps_its_kind(workshop: PictureWorkshop, form: str, file_type: FileType) -> None:
    (written,) = await workshop.render(picture(form=form), [PictureOutput(4_000)])
    assert (written.file_type, written.width, written.height) == (file_type, 60, 40)


async def test_a_picture_is_turned_upright_and_says_nothing_of_its_maker(workshop: PictureWorkshop) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010E] = SECRET.decode()
    content = picture(60, 40, "JPEG", exif=exif, comment=SECRET)
    assert SECRET in content
    (written,) = await workshop.render(content, [PictureOutput(4_000)])
    image = opened(written.content)
    assert image.size == (40, 60)
    assert looks(rgb(image, 20, 5), "red") and looks(rgb(image, 20, 55), "blue")
    assert SECRET not in written.content
    assert not image.getexif()


async def test_nothing_that_follows_the_picture_in_its_file_comes_along(workshop: PictureWorkshop) -> None:
    hidden = b"<script>alert(1)</script>PK\x03\x04"
    for form in ("PNG", "JPEG", "GIF"):
        (written,) = await workshop.render(picture(form=form) + hidden, [PictureOutput(4_000)])
        assert b"<script>" not in written.content and b"PK" not in written.content


async def test_transparency_stays_where_the_format_has_it(workshop: PictureWorkshop) -> None:
    outputs = [PictureOutput(60, "WEBP"), PictureOutput(60, "JPEG")]
    webp, jpeg = await workshop.render(see_through(picture()), outputs)
    assert opened(webp.content).getchannel("A").getextrema() == (0, 0)
    assert min(rgb(opened(jpeg.content), 5, 5)) > 250


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "I;16", "LA"])
async def test_every_way_to_hold_pixels_is_read(workshop: PictureWorkshop, mode: str) -> None:
    (written,) = await workshop.render(picture(mode=mode), [PictureOutput(60, "PNG")])
    image = opened(written.content).convert("L")
    assert image.getpixel((5, 5)) != image.getpixel((55, 5))


async def test_colours_of_print_become_those_of_screens(workshop: PictureWorkshop) -> None:
    (written,) = await workshop.render(picture(form="JPEG", mode="CMYK"), [PictureOutput(60)])
    assert looks(rgb(opened(written.content), 5, 5), "red")


async def test_colours_of_another_profile_are_brought_to_srgb(workshop: PictureWorkshop) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    (written,) = await workshop.render(picture(form="JPEG", icc_profile=profile), [PictureOutput(60)])
    assert "icc_profile" not in opened(written.content).info
    (broken,) = await workshop.render(picture(form="JPEG", icc_profile=b"no profile"), [PictureOutput(60)])
    assert looks(rgb(opened(broken.content), 5, 5), "red")


def png_that_claims(width: int, height: int) -> bytes:
    """A file of a few bytes with a header of many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    pixels = zlib.compress(b"\x00" * 1_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "NOT_A_PICTURE"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "NOT_A_PICTURE"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n", "NOT_A_PICTURE"),
        (picture(form="BMP"), "NOT_A_PICTURE"),
        (picture(form="ICO"), "NOT_A_PICTURE"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 500, "NOT_A_PICTURE"),
        (picture(600, 400, form="PNG")[:-400], "DAMAGED"),
        (picture(600, 400, form="JPEG")[:-800], "DAMAGED"),
        (png_that_claims(60, 40), "DAMAGED"),
        (png_that_claims(60_000, 60_000), "TOO_MANY_PIXELS"),
        (png_that_claims(1_000, 1_001), "TOO_MANY_PIXELS"),
        (picture(4_001, 1), "TOO_MANY_PIXELS"),
    ],
)
async def test_what_cannot_be_used_is_refused_with_a_reason(
    workshop: PictureWorkshop, content: bytes, reason: str
) -> None:
    with pytest.raises(PictureIsRefused) as refused:
        await workshop.render(content, [PictureOutput(60)])
    assert refused.value.reason == reason


async def test_a_picture_that_takes_too_long_or_too_much_is_given_up() -> None:
    large = picture(3_000, 3_000)
    hurried = PictureLimits(10_000_000, 4_000, 2_000_000_000, timedelta(milliseconds=10))
    with pytest.raises(PictureIsRefused) as refused:
        await PictureWorkshop(hurried, 1).render(large, [PictureOutput(3_000)])
    assert refused.value.reason == "TOO_COSTLY"
    narrow = PictureLimits(10_000_000, 4_000, 60_000_000, timedelta(seconds=30))
    with pytest.raises(PictureIsRefused) as refused:
        await PictureWorkshop(narrow, 1).render(large, [PictureOutput(3_000)])
    assert refused.value.reason in ("TOO_COSTLY", "TOO_MANY_PIXELS", "DAMAGED")


async def test_who_stops_waiting_leaves_no_process_and_no_place_behind() -> None:
    workshop = PictureWorkshop(LIMITS, at_once=1)
    waiting = asyncio.create_task(workshop.render(picture(), [PictureOutput(60)]))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert await workshop.render(picture(), [PictureOutput(60)])


async def test_pictures_are_stored_under_keys_of_their_kind(tmp_path: Path) -> None:
    objects = open_object_store(SubgraphSettings(home=tmp_path), "garden")
    (stored,) = await store_pictures(objects, "public/avatars", [Picture(WEBP, 60, 40, b"rose")])
    assert stored.key.startswith("public/avatars/") and stored.key.endswith(".webp")
    assert (stored.width, stored.height, stored.size) == (60, 40, 4)
    assert await objects.read_all(stored.key) == b"rose"
