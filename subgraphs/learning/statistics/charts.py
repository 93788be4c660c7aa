"""The pictures of statistics: what is drawn where."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from subgraphs.learning.scheduling.memory import Rating
from subgraphs.learning.statistics.figures import (
    Forecast,
    LevelCoverage,
    Maturity,
    Recall,
    Retention,
    StudyDay,
)
from subgraphs.learning.statistics.scene import Anchor, Label, Line, Path, Rectangle, Scene, text_width
from subgraphs.learning.statistics.theme import Palette
from subgraphs.learning.statistics.words import Words

_WIDTH, _HEIGHT, _MARGIN, _TITLE_Y, _LEGEND_Y = 800, 360, 28, 34, 64
_LEFT, _TOP, _BOTTOM = 64, 96, 44
_SMALL, _TITLE = 13, 20
_CELL, _GAP = 11, 2.3
_MOST_WEEKS = 53
_WORTH_TELLING = 0.1
_MANY_MINUTES = 180

Shape = Rectangle | Line | Path | Label


@dataclass(slots=True)
class _Sheet:
    """A picture that is being drawn."""

    palette: Palette
    words: Words
    title: str
    told: str
    """The line beside the title."""
    height: int = _HEIGHT
    details: str = ""
    """What else somebody has to be told who does not see it."""
    shapes: list[Shape] = field(default_factory=list)

    def finish(self) -> Scene:
        ink = self.palette.ink
        title = Label(_MARGIN, _TITLE_Y, self.title, _TITLE, ink, weight="Bold")
        told = Label(_WIDTH - _MARGIN, _TITLE_Y, self.told, 15, self.palette.faded, "end")
        shapes = [title, told, *self.shapes]
        description = ". ".join(filter(None, (f"{self.title}: {self.told}", self.details)))
        return Scene(_WIDTH, self.height, self.palette.paper, self.title, description, shapes)

    def label(self, x: float, y: float, text: str, anchor: Anchor = "start") -> None:
        self.shapes.append(Label(x, y, text, _SMALL, self.palette.faded, anchor))

    def legend(self, entries: Sequence[tuple[str, str]]) -> None:
        x: float = _MARGIN
        for text, colour in entries:
            self.shapes.append(Rectangle(x, _LEGEND_Y - 6, 12, 12, colour, 3))
            self.shapes.append(Label(x + 18, _LEGEND_Y, text, _SMALL, self.palette.ink))
            x += 18 + text_width(text, _SMALL) + 22

    def say_nothing(self) -> None:
        middle = _TOP + (self.height - _TOP - _BOTTOM) / 2
        self.shapes.append(Label(_WIDTH / 2, middle, self.words.nothing, 17, self.palette.faded, "middle"))

    def rules(self, ticks: Sequence[tuple[float, str]], top: float) -> Callable[[float], float]:
        """Horizontal lines at these values, the last one on top; gives where a value is."""
        bottom, first, last = self.height - _BOTTOM, ticks[0][0], ticks[-1][0]

        def place(value: float) -> float:
            return bottom - (value - first) / (last - first) * (bottom - top)

        for value, text in ticks:
            y = place(value)
            self.shapes.append(Line(_LEFT, y, _WIDTH - _MARGIN, y, self.palette.rule))
            self.label(_LEFT - 10, y, text, anchor="end")
        return place


def draw_heat_map(days: Sequence[StudyDay], first: date, last: date, palette: Palette, words: Words) -> Scene:
    """A square for every day, weeks from left to right; of a longer time, its last year."""
    start = max(first, last - timedelta(weeks=_MOST_WEEKS - 1) - timedelta(days=last.weekday()))
    monday = start - timedelta(days=start.weekday())
    shown = {one.day: one.reviews for one in days if one.day >= start}
    told = words.reviews_on_days.format(reviews=sum(shown.values()), days=len(shown))
    sheet = _Sheet(palette, words, words.heat_map, told, height=230)
    steps = _quartiles(list(shown.values()))
    left, top = _LEFT, _TOP - 8
    for row, name in enumerate(words.weekdays):
        if row % 2 == 0:
            sheet.label(left - 8, top + row * (_CELL + _GAP) + _CELL / 2, name, anchor="end")
    _months(sheet, monday, last, left, top)
    for day in _days(start, last):
        week, row = divmod((day - monday).days, 7)
        place = (left + week * (_CELL + _GAP), top + row * (_CELL + _GAP))
        sheet.shapes.append(Rectangle(*place, _CELL, _CELL, _heat(shown.get(day, 0), steps, palette), 2))
    _heat_legend(sheet, top + 7 * (_CELL + _GAP) + 18)
    return sheet.finish()


def draw_forecast(forecast: Forecast, palette: Palette, words: Words) -> Scene:
    """Bars of the cards of each day, the overdue ones first."""
    cards = sum(day.cards for day in forecast.days)
    told = words.due_in_days.format(cards=cards, days=len(forecast.days), overdue=forecast.overdue)
    sheet = _Sheet(palette, words, words.forecast, told)
    sheet.legend([(words.young, palette.young), (words.mature, palette.mature), (words.overdue, palette.overdue)])
    highest = max([forecast.overdue, *(day.cards for day in forecast.days)])
    if not highest:
        sheet.say_nothing()
        return sheet.finish()
    place = sheet.rules([(value, _amount(value)) for value in _ticks(highest)], _TOP)
    columns = _columns(1 + len(forecast.days))
    _bars(sheet, columns[0], place, [(forecast.overdue, palette.overdue)])
    for column, day in zip(columns[1:], forecast.days, strict=True):
        _bars(sheet, column, place, [(day.mature, palette.mature), (day.young, palette.young)])
    _dates(sheet, [(column, day.day) for column, day in zip(columns[1:], forecast.days, strict=True)])
    return sheet.finish()


def draw_retention(spans: Sequence[Retention], overall: Retention, palette: Palette, words: Words) -> Scene:
    """Lines of how many cards were recalled, young and mature."""
    told = _recalled(overall.all, words)
    sheet = _Sheet(palette, words, words.retention, told)
    sheet.details = (
        f"{words.young}: {_recalled(overall.young, words)}, {words.mature}: {_recalled(overall.mature, words)}"
    )
    sheet.legend([(words.young, palette.young), (words.mature, palette.mature)])
    rates = [rate for one in spans for rate in (one.young.rate, one.mature.rate) if rate is not None]
    if not rates:
        sheet.say_nothing()
        return sheet.finish()
    lowest = min(0.8, int(min(rates) * 10) / 10)
    steps = round((1 - lowest) * 10)
    ticks = [(lowest + (1 - lowest) * step / steps, step) for step in range(steps + 1)]
    place = sheet.rules([(value, f"{_percent(value)}%") for value, _ in ticks], _TOP)
    columns = _columns(len(spans))
    for colour, recalls in (
        (palette.young, [one.young for one in spans]),
        (palette.mature, [one.mature for one in spans]),
    ):
        points = [
            (column[0] + column[1] / 2, place(recall.rate))
            for column, recall in zip(columns, recalls, strict=True)
            if recall.rate is not None
        ]
        if points:
            sheet.shapes.append(Path(points, colour))
    _dates(sheet, [(column, one.first_day) for column, one in zip(columns, spans, strict=True)])
    return sheet.finish()


def draw_time(days: Sequence[StudyDay], first: date, last: date, palette: Palette, words: Words) -> Scene:
    """Bars of how long was studied on each day; of a longer time, its last three months."""
    start = max(first, last - timedelta(days=89))
    minutes = {one.day: one.milliseconds / 60_000 for one in days if one.day >= start and one.milliseconds}
    told = words.hours_in_days.format(hours=sum(minutes.values()) / 60, days=len(minutes))
    sheet = _Sheet(palette, words, words.time, told)
    if not minutes:
        sheet.say_nothing()
        return sheet.finish()
    place = sheet.rules(_durations(max(minutes.values()), words), _TOP)
    shown = list(_days(start, last))
    columns = _columns(len(shown))
    for column, day in zip(columns, shown, strict=True):
        _bars(sheet, column, place, [(minutes.get(day, 0), palette.young)])
    _dates(sheet, list(zip(columns, shown, strict=True)))
    return sheet.finish()


def draw_answers(counts: Mapping[tuple[Maturity, Rating], int], palette: Palette, words: Words) -> Scene:
    """Bars of the four answers, for cards that were being learnt, young and mature ones."""
    learnt = [key for key in counts if key[0] is not Maturity.LEARNING]
    right = sum(counts[key] for key in learnt if key[1] is not Rating.AGAIN)
    asked = sum(counts[key] for key in learnt)
    told = words.recalled.format(percent=_percent(right / asked)) if asked else words.nothing
    sheet = _Sheet(palette, words, words.answers, told)
    sheet.legend(list(zip(words.ratings, palette.ratings, strict=True)))
    if not any(counts.values()):
        sheet.say_nothing()
        return sheet.finish()
    place = sheet.rules([(value, _amount(value)) for value in _ticks(max(counts.values()))], _TOP)
    names = {Maturity.LEARNING: words.learning, Maturity.YOUNG: words.young, Maturity.MATURE: words.mature}
    for (x, width), maturity in zip(_columns(3, 0.24), Maturity, strict=True):
        part = width / 4
        for index, rating in enumerate(Rating):
            _bars(sheet, (x + index * part, part * 0.86), place, [(counts[maturity, rating], palette.ratings[index])])
        sheet.label(x + width / 2, sheet.height - _BOTTOM + 18, names[maturity], anchor="middle")
    return sheet.finish()


def draw_levels(levels: Sequence[LevelCoverage], palette: Palette, words: Words) -> Scene:
    """A bar for each level: what is known of it, what is being learnt, and the rest."""
    begun = [one for one in levels if one.share >= _WORTH_TELLING] or [one for one in levels if one.known][:1]
    shown = begun[-1] if begun else None
    told = words.nothing if shown is None else words.you_know.format(percent=_percent(shown.share), level=shown.level)
    sheet = _Sheet(palette, words, words.levels, told, height=_TOP + 44 * max(1, len(levels)) + 16)
    sheet.details = ", ".join(f"{one.level} {_percent(one.share)}%" for one in levels)
    sheet.legend([(words.known, palette.mature), (words.learning, palette.young)])
    width = _WIDTH - _LEFT - 2 * _MARGIN - 110
    for row, one in enumerate(levels):
        y = _TOP + 44 * row
        sheet.shapes.append(Label(_LEFT - 10, y + 12, one.level, 16, palette.ink, "end", "Bold"))
        sheet.shapes.append(Rectangle(_LEFT, y, width, 24, palette.empty, 5))
        total = max(1, one.total)
        touched = min(1.0, (one.known + one.learning) / total)
        if touched:
            sheet.shapes.append(Rectangle(_LEFT, y, width * touched, 24, palette.young, 5))
        if one.known:
            sheet.shapes.append(Rectangle(_LEFT, y, width * one.share, 24, palette.mature, 5))
        text = f"{_percent(one.share)}%  {one.known:,} / {one.total:,}"
        sheet.shapes.append(Label(_WIDTH - _MARGIN, y + 12, text, 14, palette.ink, "end"))
    if not levels:
        sheet.say_nothing()
    return sheet.finish()


def _recalled(recall: Recall, words: Words) -> str:
    return words.nothing if recall.rate is None else words.recalled.format(percent=_percent(recall.rate))


def _percent(share: float | None) -> int:
    """Rounded, but never up to all nor down to nothing of what is not."""
    if share is None or share <= 0:
        return 0
    return 100 if share >= 1 else min(99, max(1, round(share * 100)))


def _amount(count: int) -> str:
    """Short enough for an axis."""
    for size, sign in ((1_000_000, "M"), (10_000, "k")):
        if count >= size:
            return f"{count / (size if sign == 'M' else 1_000):g}{sign}"
    return f"{count:,}"


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _columns(count: int, gap: float = 0.2) -> list[tuple[float, float]]:
    """Left and width of each."""
    step = (_WIDTH - _LEFT - _MARGIN) / max(1, count)
    return [(_LEFT + step * (index + gap / 2), step * (1 - gap)) for index in range(count)]


def _bars(
    sheet: _Sheet, column: tuple[float, float], place: Callable[[float], float], parts: Sequence[tuple[float, str]]
) -> None:
    """One upon the other, from below."""
    below = 0.0
    for value, colour in parts:
        if value > 0:
            top, bottom = place(below + value), place(below)
            sheet.shapes.append(Rectangle(column[0], top, column[1], bottom - top, colour))
        below += value


def _dates(sheet: _Sheet, columns: Sequence[tuple[tuple[float, float], date]]) -> None:
    """Below the columns, as many as there is room for."""
    every = max(1, -(-len(columns) // 8))
    for (x, width), day in columns[::every]:
        sheet.label(x + width / 2, sheet.height - _BOTTOM + 18, sheet.words.day(day), anchor="middle")


def _months(sheet: _Sheet, monday: date, last: date, left: float, top: float) -> None:
    """Above the first week that begins in each; not where the next one would stand upon it."""
    starts = [monday + timedelta(weeks=week) for week in range((last - monday).days // 7 + 1)]
    changes = [0, *(week for week in range(1, len(starts)) if starts[week].month != starts[week - 1].month)]
    for week, following in zip(changes, [*changes[1:], len(starts) + 1], strict=True):
        if following - week > 2:
            sheet.label(left + week * (_CELL + _GAP), top - 12, sheet.words.months[starts[week].month - 1])


def _durations(most: float, words: Words) -> list[tuple[float, str]]:
    """Minutes, told in hours where they are many."""
    if most <= _MANY_MINUTES:
        return [(count, words.minutes.format(count=count)) for count in _ticks(most)]
    return [(60 * count, words.hours.format(count=count)) for count in _ticks(most / 60)]


def _heat_legend(sheet: _Sheet, y: float) -> None:
    palette, words = sheet.palette, sheet.words
    x = _WIDTH - _MARGIN - text_width(words.more, _SMALL)
    sheet.label(x, y, words.more)
    for colour in (*reversed(palette.heat), palette.empty):
        x -= _CELL + _GAP
        sheet.shapes.append(Rectangle(x - 4, y - _CELL / 2, _CELL, _CELL, colour, 2))
    sheet.label(x - 10, y, words.less, anchor="end")


def _quartiles(values: Sequence[int]) -> list[int]:
    ordered = sorted(values)
    return [ordered[len(ordered) * part // 4] for part in (1, 2, 3)] if ordered else []


def _heat(value: int, steps: Sequence[int], palette: Palette) -> str:
    return palette.heat[sum(value > step for step in steps)] if value else palette.empty


def _ticks(highest: float) -> list[int]:
    """From nothing to above the highest, in steps that people count in."""
    step = 1
    for candidate in (factor * 10**power for power in range(9) for factor in (1, 2, 5)):
        step = candidate
        if highest / candidate <= 5:
            break
    return list(range(0, int(-(-highest // step)) * step + 1, step))
