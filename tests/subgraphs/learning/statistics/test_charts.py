"""Pictures of statistics."""

import io
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from PIL import Image

from subgraphs.learning.scheduling.memory import Rating
from subgraphs.learning.statistics import charts
from subgraphs.learning.statistics.figures import (
    DueDay,
    Forecast,
    LevelCoverage,
    Maturity,
    Recall,
    Retention,
    StudyDay,
)
from subgraphs.learning.statistics.png import SCALE, render_png
from subgraphs.learning.statistics.scene import Label, Line, Path, Rectangle, Scene, text_width
from subgraphs.learning.statistics.svg import render_svg
from subgraphs.learning.statistics.theme import PALETTES, Theme
from subgraphs.learning.statistics.words import WORDS, Words

LAST = date(2026, 11, 21)
FIRST = LAST - timedelta(days=364)
SVG = "{http://www.w3.org/2000/svg}"
LIGHT = PALETTES[Theme.LIGHT]
LEVELS = [LevelCoverage("N5", 640, 60, 718), LevelCoverage("N4", 410, 120, 668), LevelCoverage("N3", 7, 9, 2_139)]


def scenes(words: Words, theme: Theme = Theme.LIGHT, scale: int = 1) -> list[Scene]:
    """Every picture; `scale` 0 has nothing to show."""
    palette = PALETTES[theme]
    days = [
        StudyDay(FIRST + timedelta(days=3 * n), scale * (n % 40 + 1), min(scale, 70) * n * 9_000, n) for n in range(122)
    ] * min(1, scale)
    due = Forecast(37 * scale, [DueDay(LAST + timedelta(days=n), scale * (n % 7), scale * (n % 4)) for n in range(30)])
    spans = [
        Retention(
            FIRST + timedelta(weeks=n), LAST, Recall(100 * scale, (80 + n) * scale), Recall(50 * scale, 45 * scale)
        )
        for n in range(10)
    ]
    counts = {(maturity, rating): scale * 100 for maturity in Maturity for rating in Rating}
    return [
        charts.draw_heat_map(days, FIRST, LAST, palette, words),
        charts.draw_forecast(due, palette, words),
        charts.draw_retention(spans, spans[0], palette, words),
        charts.draw_time(days, FIRST, LAST, palette, words),
        charts.draw_answers(counts, palette, words),
        charts.draw_levels(LEVELS if scale else [], palette, words),
    ]


@pytest.mark.parametrize("locale", WORDS)
@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize("scale", [0, 1, 100_000])
def test_nothing_stands_outside_of_a_picture(locale: str, theme: Theme, scale: int) -> None:
    for scene in scenes(WORDS[locale], theme, scale):
        assert scene.description.startswith(f"{scene.title}: ")
        for shape in scene.shapes:
            for x, y in _corners(shape):
                assert 0 <= x <= scene.width, (scene.title, shape)
                assert 0 <= y <= scene.height, (scene.title, shape)


def _corners(shape: Rectangle | Line | Path | Label) -> list[tuple[float, float]]:
    match shape:
        case Rectangle(x, y, width, height):
            return [(x, y), (x + width, y + height)]
        case Line(x1, y1, x2, y2):
            return [(x1, y1), (x2, y2)]
        case Path(points):
            return list(points)
        case Label(x, y, text, size, _, anchor, weight):
            width = text_width(text, size, weight)
            left = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
            return [(left, y - size / 2), (left + width, y + size / 2)]


def test_an_svg_is_well_formed_tells_what_it_shows_and_needs_nothing_from_elsewhere() -> None:
    for scene in scenes(WORDS["ja"]):
        text = render_svg(scene)
        root = ElementTree.fromstring(text)
        assert root.attrib["viewBox"] == f"0 0 {scene.width} {scene.height}"
        assert (root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")) == (scene.title, scene.description)
        assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {
            *("svg", "title", "desc", "rect", "line", "polyline", "circle", "text"),
        }
        assert "href" not in text
        assert "url(" not in text


def test_what_is_written_on_an_svg_is_no_markup() -> None:
    scene = Scene(10, 10, "#fff", "<b>&", '"x"', [Label(1, 1, "</text><script>", 12, '"/><script>')])
    root = ElementTree.fromstring(render_svg(scene))
    assert root.findtext(f"{SVG}text") == "</text><script>"


def test_a_png_is_twice_as_large_and_has_the_colours_of_its_theme() -> None:
    for theme in Theme:
        scene = scenes(WORDS["ja"], theme)[5]
        image = Image.open(io.BytesIO(render_png(scene))).convert("RGB")
        assert image.size == (scene.width * SCALE, scene.height * SCALE)
        assert _hex(image.getpixel((2, 2))) == PALETTES[theme].paper
        drawn = {_hex(colour) for _, colour in image.getcolors(1_000_000) or []}
        assert {PALETTES[theme].mature, PALETTES[theme].young, PALETTES[theme].ink} <= drawn


def _hex(colour: object) -> str:
    assert isinstance(colour, tuple)
    return "#{:02x}{:02x}{:02x}".format(*colour)


@pytest.mark.parametrize("theme", Theme)
def test_colours_can_be_told_from_their_paper(theme: Theme) -> None:
    palette = PALETTES[theme]
    assert contrast(palette.ink, palette.paper) >= 7
    assert contrast(palette.faded, palette.paper) >= 4.5
    for colour in (palette.young, palette.mature, palette.overdue, *palette.ratings):
        assert contrast(colour, palette.paper) >= 3
    assert contrast(palette.young, palette.mature) >= 2


def contrast(one: str, other: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_pictures_say_in_words_what_they_show() -> None:
    told = [scene.description for scene in scenes(WORDS["en"])]
    assert told[1] == "Reviews to come: 128 cards in 30 days, 37 overdue"
    assert told[2] == "Share of cards recalled: 83% recalled. Young: 80% recalled, Mature: 90% recalled"
    assert told[4] == "Answers: 75% recalled"
    assert told[5] == "What you know of each level: You know 61% of N4. N5 89%, N4 61%, N3 1%"
    assert scenes(WORDS["ja"])[5].description.startswith("レベルごとの習得度: N4の61%を習得")


def test_what_is_almost_all_is_not_called_all() -> None:
    levels = [LevelCoverage("N5", 717, 1, 718), LevelCoverage("N4", 1, 0, 668), LevelCoverage("N3", 5, 0, 5)]
    assert charts.draw_levels(levels, LIGHT, WORDS["en"]).description.endswith("N5 99%, N4 1%, N3 100%")


def test_a_day_of_the_heat_map_is_as_dark_as_it_was_busy() -> None:
    days = [StudyDay(LAST - timedelta(days=n), reviews, 0, 0) for n, reviews in enumerate((1, 10, 20, 40))]
    scene = charts.draw_heat_map(days, LAST - timedelta(days=9), LAST, LIGHT, WORDS["en"])
    fills = [shape.fill for shape in scene.shapes if isinstance(shape, Rectangle)][:10]
    assert fills == [*[LIGHT.empty] * 6, LIGHT.heat[2], LIGHT.heat[1], LIGHT.heat[0], LIGHT.heat[0]]
