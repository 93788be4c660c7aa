"""What is written on pictures, in the languages that we have it in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Words:
    heat_map: str
    forecast: str
    retention: str
    time: str
    answers: str
    levels: str
    young: str
    mature: str
    learning: str
    overdue: str
    known: str
    less: str
    more: str
    nothing: str
    ratings: tuple[str, str, str, str]
    weekdays: tuple[str, str, str, str, str, str, str]
    months: tuple[str, ...]
    year_month: str
    month_day: str
    minutes: str
    hours: str
    reviews_on_days: str
    """Of `reviews` and `days`."""
    due_in_days: str
    """Of `cards`, `days` and `overdue`."""
    recalled: str
    """Of `percent`."""
    hours_in_days: str
    """Of `hours` and `days`."""
    you_know: str
    """Of `percent` and `level`."""

    def day(self, day: date) -> str:
        return self.month_day.format(month=self.months[day.month - 1], day=day.day)


_ENGLISH = Words(
    heat_map="Reviews by day",
    forecast="Reviews to come",
    retention="Share of cards recalled",
    time="Time spent by day",
    answers="Answers",
    levels="What you know of each level",
    young="Young",
    mature="Mature",
    learning="Learning",
    overdue="Overdue",
    known="Known",
    less="Less",
    more="More",
    nothing="Nothing yet",
    ratings=("Again", "Hard", "Good", "Easy"),
    weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    year_month="{month} {year}",
    month_day="{month} {day}",
    minutes="{count} min",
    hours="{count} h",
    reviews_on_days="{reviews:,} reviews on {days:,} days",
    due_in_days="{cards:,} cards in {days} days, {overdue:,} overdue",
    recalled="{percent}% recalled",
    hours_in_days="{hours:.1f} hours on {days:,} days",
    you_know="You know {percent}% of {level}",
)
_JAPANESE = Words(
    heat_map="日ごとの復習",
    forecast="これからの復習",
    retention="思い出せたカードの割合",
    time="日ごとの学習時間",
    answers="解答の内訳",
    levels="レベルごとの習得度",
    young="若いカード",
    mature="定着したカード",
    learning="学習中",
    overdue="期限切れ",
    known="習得済み",
    less="少",
    more="多",
    nothing="まだありません",
    ratings=("もう一度", "難しい", "正解", "簡単"),
    weekdays=("月", "火", "水", "木", "金", "土", "日"),
    months=tuple(f"{month}月" for month in range(1, 13)),
    year_month="{year}年{month}",
    month_day="{month}{day}日",
    minutes="{count}分",
    hours="{count}時間",
    reviews_on_days="{days:,}日間に{reviews:,}回の復習",
    due_in_days="{days}日間に{cards:,}枚、期限切れ{overdue:,}枚",
    recalled="{percent}%を思い出せた",
    hours_in_days="{days:,}日間に{hours:.1f}時間",
    you_know="{level}の{percent}%を習得",
)

WORDS: Mapping[str, Words] = {"en": _ENGLISH, "ja": _JAPANESE}
