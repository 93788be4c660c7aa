"""What a learner's reviews and cards say."""

import asyncio
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

import strawberry

from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.items import ItemKind
from subgraphs.learning.scheduling.memory import Rating
from subgraphs.learning.service.statistics import StatisticsSource
from subgraphs.learning.statistics import charts, figures
from subgraphs.learning.statistics.figures import Maturity, Span
from subgraphs.learning.statistics.png import render_png
from subgraphs.learning.statistics.scene import Scene
from subgraphs.learning.statistics.svg import render_svg
from subgraphs.learning.statistics.theme import PALETTES, Palette, Theme
from subgraphs.learning.statistics.words import WORDS, Words
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.flashcards import Flashcard
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.errors import BadUserInput
from subgraphs.shared.locales import accepted_locales, choose_locale

MOST_HARD_CARDS = 100
_FORECAST_ON_PICTURE = 30


class LevelKind(StrEnum):
    """What levels are counted of."""

    WORD = "WORD"
    KANJI = "KANJI"


class ChartKind(StrEnum):
    """A picture that can be drawn."""

    HEAT_MAP = "HEAT_MAP"
    FORECAST = "FORECAST"
    RETENTION = "RETENTION"
    TIME = "TIME"
    ANSWERS = "ANSWERS"
    LEVELS = "LEVELS"


describe_enum(
    Maturity,
    "How well a card is known.",
    {
        Maturity.LEARNING: "New, or on short steps.",
        Maturity.YOUNG: "Learnt: it comes back after less than 21 days.",
        Maturity.MATURE: "Known: it comes back only after 21 days or more.",
    },
    name="CardMaturity",
)
describe_enum(
    Span,
    "What figures over time are put together by.",
    {
        Span.DAY: "Days, which begin when the learner's do.",
        Span.WEEK: "Weeks, from Monday to Sunday.",
        Span.MONTH: "Months of the calendar.",
    },
    name="StatisticsSpan",
)
describe_enum(
    LevelKind,
    "What the levels are made up of.",
    {LevelKind.WORD: "The words of a level.", LevelKind.KANJI: "The kanji of a level."},
    name="LevelItemKind",
)
describe_enum(
    ChartKind,
    "What a picture shows.",
    {
        ChartKind.HEAT_MAP: "How many reviews there were on each day, over a year at most.",
        ChartKind.FORECAST: "How many cards come back on each of the next 30 days.",
        ChartKind.RETENTION: "How many of the cards were recalled, week by week.",
        ChartKind.TIME: "How long was studied on each day, over three months at most.",
        ChartKind.ANSWERS: "How often each answer was given.",
        ChartKind.LEVELS: "How much of each level's words is known.",
    },
    name="StatisticsChartKind",
)
describe_enum(
    Theme,
    "The paper that a picture is drawn on.",
    {Theme.LIGHT: "Dark on white.", Theme.DARK: "Light on nearly black."},
    name="ChartTheme",
)


@strawberry.type(description="How many cards were recalled of those that were asked.")
class RecallFigures:
    reviews: int = strawberry.field(description="Cards that were asked.")
    recalled: int = strawberry.field(description="Those of them that were not answered with AGAIN.")
    rate: float | None = strawberry.field(description="The share that was recalled, from 0 to 1; null without any.")
    expected_rate: float | None = strawberry.field(
        description="The share that the schedule expected; null where it expected nothing."
    )

    @classmethod
    def of(cls, recall: figures.Recall) -> Self:
        return cls(
            reviews=recall.reviews, recalled=recall.recalled, rate=recall.rate, expected_rate=recall.expected_rate
        )


@strawberry.type(description="How well cards were recalled that had been learnt, over some days.")
class ReviewRetention:
    first_day: date = strawberry.field(description="The first of the days.")
    last_day: date = strawberry.field(description="The last of the days.")
    young: RecallFigures = strawberry.field(description="Of cards whose last interval was shorter than 21 days.")
    mature: RecallFigures = strawberry.field(description="Of cards whose last interval was 21 days or longer.")
    all: RecallFigures = strawberry.field(description="Of both together.")

    @classmethod
    def of(cls, one: figures.Retention) -> Self:
        return cls(
            first_day=one.first_day,
            last_day=one.last_day,
            young=RecallFigures.of(one.young),
            mature=RecallFigures.of(one.mature),
            all=RecallFigures.of(one.all),
        )


@strawberry.type(description="What was studied on one day.")
class StudyDay:
    day: date = strawberry.field(description="The learner's own day.")
    reviews: int = strawberry.field(description="Answers that were given, those for practice's sake among them.")
    new_cards: int = strawberry.field(description="Cards that were answered for the first time.")
    seconds: float = strawberry.field(description="How long the answers took, as far as that was measured.")

    @classmethod
    def of(cls, one: figures.StudyDay) -> Self:
        return cls(day=one.day, reviews=one.reviews, new_cards=one.new_cards, seconds=one.milliseconds / 1_000)


@strawberry.type(description="What was studied in all days together.")
class StudyTotals:
    reviews: int = strawberry.field(description="Answers that were given.")
    new_cards: int = strawberry.field(description="Cards that were answered for the first time.")
    seconds: float = strawberry.field(description="How long the answers took, as far as that was measured.")
    days_studied: int = strawberry.field(description="Days with at least one answer.")
    reviews_per_day: float = strawberry.field(description="Answers per day of the whole time, idle ones included.")


@strawberry.type(description="Cards that come back on one day.")
class ForecastDay:
    day: date = strawberry.field(description="The learner's own day.")
    cards: int = strawberry.field(description="All that come back.")
    young: int = strawberry.field(description="Those of them that are not mature.")
    mature: int = strawberry.field(description="Those of them that are known well.")


@strawberry.type(description="What comes back when, if nothing is answered and nothing new begun meanwhile.")
class ReviewForecast:
    overdue: int = strawberry.field(description="Cards that should have been asked before today.")
    total: int = strawberry.field(description="Cards of all these days, without the overdue ones.")
    days: list[ForecastDay] = strawberry.field(description="Every day, today first.")

    @classmethod
    def of(cls, one: figures.Forecast) -> Self:
        days = [ForecastDay(day=day.day, cards=day.cards, young=day.young, mature=day.mature) for day in one.days]
        return cls(overdue=one.overdue, total=sum(day.cards for day in one.days), days=days)


@strawberry.type(description="How often one answer was given to cards that were known so well.")
class AnswerCount:
    maturity: Maturity = strawberry.field(description="How well the cards were known when they were asked.")
    rating: Rating = strawberry.field(description="The answer.")
    count: int = strawberry.field(description="How often it was given.")
    share: float = strawberry.field(description="Its share of all answers to such cards, from 0 to 1.")


@strawberry.type(description="A card that was forgotten again and again.")
class HardCard:
    row: strawberry.Private[FlashcardRow]
    lapses: int = strawberry.field(description="How often it was forgotten after it had been learnt.")
    reviews: int = strawberry.field(description="How often it was answered.")
    lapse_rate: float = strawberry.field(description="The share of answers by which it was forgotten, from 0 to 1.")

    @strawberry.field(description="The card itself.")
    def flashcard(self) -> Flashcard:
        return Flashcard.from_row(self.row)

    @classmethod
    def of(cls, row: FlashcardRow) -> Self:
        return cls(row=row, lapses=row.lapses, reviews=row.reps, lapse_rate=row.lapses / max(1, row.reps))


@strawberry.type(
    description="How much of one level is known. What is known has a card that comes back only after 21 days or more."
)
class LevelCoverage:
    level: str = strawberry.field(description="The level, such as N4. The lists are not official.")
    known: int = strawberry.field(description="Items that are known.")
    learning: int = strawberry.field(description="Items that have a card and are not known yet.")
    total: int = strawberry.field(description="Items of the level.")
    share: float = strawberry.field(description="The share that is known, from 0 to 1: 0.61 says 61% of it.")

    @classmethod
    def of(cls, one: figures.LevelCoverage) -> Self:
        return cls(level=one.level, known=one.known, learning=one.learning, total=one.total, share=one.share)


@strawberry.type(description="A picture of figures.")
class StatisticsChart:
    scene: strawberry.Private[Scene]
    title: str = strawberry.field(description="What it shows.")
    alt_text: str = strawberry.field(description="What is to be seen in it, for those who do not see it.")
    width: int = strawberry.field(description="Of the SVG, in pixels; the PNG is twice as large.")
    height: int = strawberry.field(description="Of the SVG, in pixels; the PNG is twice as large.")

    @strawberry.field(description="As SVG, which needs nothing from elsewhere and runs nothing.")
    def svg(self) -> str:
        return render_svg(self.scene)

    @strawberry.field(description="As PNG, in a `data:` address that an image can have as its source.")
    async def png(self) -> str:
        content = await asyncio.to_thread(render_png, self.scene)
        return f"data:image/png;base64,{b64encode(content).decode()}"

    @classmethod
    def of(cls, scene: Scene) -> Self:
        return cls(scene=scene, title=scene.title, alt_text=scene.description, width=scene.width, height=scene.height)


@strawberry.type(description="What a learner's reviews and cards say of some days, which end with today.")
class LearningStatistics:
    source: strawberry.Private[StatisticsSource]
    longest_forecast: strawberry.Private[int]
    first_day: date = strawberry.field(description="The first of the days, by the learner's calendar.")
    last_day: date = strawberry.field(description="Today, by the learner's calendar.")

    @strawberry.field(description="All days together.")
    async def totals(self) -> StudyTotals:
        days = await self.source.study_days()
        reviews = sum(day.reviews for day in days)
        return StudyTotals(
            reviews=reviews,
            new_cards=sum(day.new_cards for day in days),
            seconds=sum(day.milliseconds for day in days) / 1_000,
            days_studied=len(days),
            reviews_per_day=reviews / ((self.last_day - self.first_day).days + 1),
        )

    @strawberry.field(description="The days with answers, the earliest first: for a heat map, and for the time spent.")
    async def days(self) -> list[StudyDay]:
        return [StudyDay.of(one) for one in await self.source.study_days()]

    @strawberry.field(description="How well cards were recalled in all days together.")
    async def overall_retention(self) -> ReviewRetention:
        return ReviewRetention.of(await self.source.overall_retention())

    @strawberry.field(description="How well cards were recalled over time; spans without reviews are left out.")
    async def retention(
        self, by: Annotated[Span, strawberry.argument(description="How long each span is.")] = Span.WEEK
    ) -> list[ReviewRetention]:
        return [ReviewRetention.of(one) for one in await self.source.retention(by)]

    @strawberry.field(description="How often each answer was given; every pair of maturity and answer once.")
    async def answers(self) -> list[AnswerCount]:
        counts = await self.source.answer_counts()
        totals = {maturity: sum(counts[maturity, rating] for rating in Rating) for maturity in Maturity}
        return [
            AnswerCount(maturity=maturity, rating=rating, count=count, share=count / totals[maturity] if count else 0.0)
            for (maturity, rating), count in counts.items()
        ]

    @strawberry.field(description="What comes back from today on. Cards that were never answered are not in it.")
    async def forecast(
        self, days: Annotated[int, strawberry.argument(description="How many days, today included.")] = 30
    ) -> ReviewForecast:
        if not 1 <= days <= self.longest_forecast:
            raise BadUserInput(f'"days" is between 1 and {self.longest_forecast}.')
        return ReviewForecast.of(await self.source.forecast(days))

    @strawberry.field(description="Cards that wait for their first answer.")
    async def unseen_cards(self) -> int:
        return await self.source.new_cards()

    @strawberry.field(description="The cards that were forgotten most often, whenever that was.")
    async def hardest(
        self, first: Annotated[int, strawberry.argument(description="How many to give, at most 100.")] = 10
    ) -> list[HardCard]:
        if not 1 <= first <= MOST_HARD_CARDS:
            raise BadUserInput(f'"first" is between 1 and {MOST_HARD_CARDS}.')
        return [HardCard.of(row) for row in await self.source.hardest(first)]

    @strawberry.field(description="How much of each level is known now, the easiest level first.")
    async def levels(
        self, of: Annotated[LevelKind, strawberry.argument(description="Of what.")] = LevelKind.WORD
    ) -> list[LevelCoverage]:
        return [LevelCoverage.of(one) for one in await self.source.levels(ItemKind(of))]

    @strawberry.field(description="The figures as a picture.")
    async def chart(
        self,
        info: Info,
        kind: Annotated[ChartKind, strawberry.argument(description="What it shows.")],
        theme: Annotated[Theme, strawberry.argument(description="Its colours.")] = Theme.LIGHT,
        locale: Annotated[
            str | None,
            strawberry.argument(
                description="What is written on it: `en` or `ja`; null: as `Accept-Language` says, or else English."
            ),
        ] = None,
    ) -> StatisticsChart:
        wanted = accepted_locales(info.context.client.languages if locale is None else locale)
        language, _ = choose_locale(wanted, WORDS, "en")
        return StatisticsChart.of(await _DRAWERS[kind](self.source, PALETTES[theme], WORDS[language]))


async def _heat_map(source: StatisticsSource, palette: Palette, words: Words) -> Scene:
    return charts.draw_heat_map(await source.study_days(), source.period.first, source.period.last, palette, words)


async def _forecast(source: StatisticsSource, palette: Palette, words: Words) -> Scene:
    return charts.draw_forecast(await source.forecast(_FORECAST_ON_PICTURE), palette, words)


async def _retention(source: StatisticsSource, palette: Palette, words: Words) -> Scene:
    return charts.draw_retention(await source.retention(Span.WEEK), await source.overall_retention(), palette, words)


async def _time(source: StatisticsSource, palette: Palette, words: Words) -> Scene:
    return charts.draw_time(await source.study_days(), source.period.first, source.period.last, palette, words)


async def _answers(source: StatisticsSource, palette: Palette, words: Words) -> Scene:
    return charts.draw_answers(await source.answer_counts(), palette, words)


async def _levels(source: StatisticsSource, palette: Palette, words: Words) -> Scene:
    return charts.draw_levels(await source.levels(ItemKind.WORD), palette, words)


_DRAWERS: Mapping[ChartKind, Callable[[StatisticsSource, Palette, Words], Awaitable[Scene]]] = {
    ChartKind.HEAT_MAP: _heat_map,
    ChartKind.FORECAST: _forecast,
    ChartKind.RETENTION: _retention,
    ChartKind.TIME: _time,
    ChartKind.ANSWERS: _answers,
    ChartKind.LEVELS: _levels,
}
