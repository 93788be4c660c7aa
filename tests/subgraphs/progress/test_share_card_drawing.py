"""Share cards as pictures and as text."""

from io import BytesIO

import pytest
from PIL import Image

from subgraphs.progress.models.share_cards import ShareCardKind
from subgraphs.progress.share_card_drawing import HEIGHT, WIDTH, Drawing, draw_share_card
from subgraphs.progress.share_card_texts import ShareCardLocale, ShareFigures, drawing_of, write_share_card

FIGURES = ShareFigures(
    xp=1_824,
    level=6,
    streak_days=30,
    longest_streak=41,
    week_xp=310,
    week_reviews=28,
    reviews=412,
    words_mastered=37,
    kanji_mastered=12,
    achievement="A whole month",
    achievement_description="Study on 30 days in a row.",
)
PLAIN = Drawing("Aiko", "30 days", "in a row", [("6", "level")])


def picture(drawing: Drawing) -> Image.Image:
    image = Image.open(BytesIO(draw_share_card(drawing)))
    image.load()
    return image.convert("RGB")


def ink_within(image: Image.Image, box: tuple[int, int, int, int]) -> int:
    """How many pixels of a part are not of the colour in its corner."""
    part = image.crop(box)
    corner = part.getpixel((0, 0))
    return sum(count for count, colour in part.getcolors(maxcolors=part.width * part.height) or () if colour != corner)


def test_the_picture_has_the_size_that_networks_show() -> None:
    image = picture(PLAIN)
    assert image.size == (WIDTH, HEIGHT) == (1200, 630)


def test_another_headline_makes_another_picture() -> None:
    assert draw_share_card(PLAIN) == draw_share_card(PLAIN)
    assert draw_share_card(PLAIN) != draw_share_card(Drawing("Aiko", "31 days", "in a row", [("6", "level")]))


def test_kanji_are_drawn_as_kanji() -> None:
    name = (72, 60, 560, 120)
    assert len({ink_within(picture(Drawing(text, "1", "", [])), name) for text in ("愛子", "山田", "鬱蒼")}) == 3


@pytest.mark.parametrize("text", ["word " * 60, "語" * 200, "W" * 300])
def test_text_that_is_too_long_stays_left_of_the_lattice(text: str) -> None:
    empty, full = picture(Drawing("", "", "", [])), picture(Drawing(text, text, text, []))
    lattice = (834, 56, 1200, 400)
    assert list(empty.crop(lattice).tobytes()) == list(full.crop(lattice).tobytes())
    assert ink_within(full, (72, 200, 830, 300)) > 0


@pytest.mark.parametrize("kind", list(ShareCardKind))
@pytest.mark.parametrize("locale", list(ShareCardLocale))
def test_every_card_says_what_it_is_about(kind: ShareCardKind, locale: ShareCardLocale) -> None:
    told = {
        ShareCardKind.PROGRESS: "1,824",
        ShareCardKind.STREAK: "30",
        ShareCardKind.LEVEL: "6",
        ShareCardKind.WEEK: "310",
        ShareCardKind.ACHIEVEMENT: "A whole month",
    }[kind]
    written = write_share_card(kind, locale, FIGURES)
    drawing = drawing_of(kind, locale, FIGURES, written, "Aiko")
    assert told in written.headline and told in written.text
    assert drawing.eyebrow == "Aiko" and len(drawing.figures) == 3


def test_one_day_is_not_days() -> None:
    one = ShareFigures(0, 1, 1, 1, 0, 1, 1, 1, 0)
    assert write_share_card(ShareCardKind.STREAK, ShareCardLocale.EN, one).headline == "1 day"


def test_without_a_name_the_card_says_what_is_learnt() -> None:
    written = write_share_card(ShareCardKind.LEVEL, ShareCardLocale.JA, FIGURES)
    assert drawing_of(ShareCardKind.LEVEL, ShareCardLocale.JA, FIGURES, written, None).eyebrow == "日本語を勉強中"
