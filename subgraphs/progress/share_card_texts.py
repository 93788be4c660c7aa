"""What a share card says, in the languages that it can be written in."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from subgraphs.progress.models.share_cards import ShareCardKind
from subgraphs.progress.share_card_drawing import Drawing

_ACCENTS = {
    ShareCardKind.PROGRESS: "#3a6b8a",
    ShareCardKind.STREAK: "#b4532a",
    ShareCardKind.LEVEL: "#5b6b2f",
    ShareCardKind.WEEK: "#6b4c8a",
    ShareCardKind.ACHIEVEMENT: "#9a7413",
}


class ShareCardLocale(StrEnum):
    EN = "EN"
    JA = "JA"


@dataclass(frozen=True, slots=True)
class ShareFigures:
    """What there is to tell of a learner."""

    xp: int
    level: int
    streak_days: int
    longest_streak: int
    week_xp: int
    week_reviews: int
    reviews: int
    words_mastered: int
    kanji_mastered: int
    achievement: str | None = None
    achievement_description: str = ""


@dataclass(frozen=True, slots=True)
class ShareCardText:
    """The lines of a card, and the text that goes with its picture."""

    headline: str
    caption: str
    text: str


def write_share_card(kind: ShareCardKind, locale: ShareCardLocale, figures: ShareFigures) -> ShareCardText:
    return (_in_japanese if locale is ShareCardLocale.JA else _in_english)(kind, figures)


def drawing_of(
    kind: ShareCardKind, locale: ShareCardLocale, figures: ShareFigures, written: ShareCardText, name: str | None
) -> Drawing:
    return Drawing(
        eyebrow=name or _NOBODY[locale],
        headline=written.headline,
        caption=written.caption,
        figures=[(f"{number:,}", label) for label, number in _below(kind, locale, figures).items()],
        accent=_ACCENTS[kind],
    )


_NOBODY = {ShareCardLocale.EN: "Learning Japanese", ShareCardLocale.JA: "日本語を勉強中"}
_LABELS = {
    ShareCardLocale.EN: ("XP", "level", "days in a row", "answers", "words mastered", "kanji mastered"),
    ShareCardLocale.JA: ("経験値", "レベル", "連続日数", "回答数", "覚えた単語", "覚えた漢字"),
}


def _below(kind: ShareCardKind, locale: ShareCardLocale, figures: ShareFigures) -> Mapping[str, int]:
    """Three figures that the headline does not tell."""
    xp, level, streak, answers, words, kanji = _LABELS[locale]
    match kind:
        case ShareCardKind.STREAK:
            return {xp: figures.xp, level: figures.level, words: figures.words_mastered}
        case ShareCardKind.WEEK:
            return {answers: figures.week_reviews, level: figures.level, streak: figures.streak_days}
        case ShareCardKind.PROGRESS:
            return {streak: figures.streak_days, words: figures.words_mastered, kanji: figures.kanji_mastered}
        case _:
            return {xp: figures.xp, answers: figures.reviews, streak: figures.streak_days}


def _in_english(kind: ShareCardKind, figures: ShareFigures) -> ShareCardText:
    match kind:
        case ShareCardKind.STREAK:
            days = _counted(figures.streak_days, "day")
            return ShareCardText(days, "in a row", f"I have studied Japanese on {days} in a row with Kumiki.")
        case ShareCardKind.LEVEL:
            level = f"Level {figures.level}"
            return ShareCardText(level, "reached", f"I have reached level {figures.level} with Kumiki.")
        case ShareCardKind.WEEK:
            points = f"{figures.week_xp:,} XP"
            answers = _counted(figures.week_reviews, "flashcard")
            return ShareCardText(points, "this week", f"This week: {points}, and {answers} answered with Kumiki.")
        case ShareCardKind.ACHIEVEMENT:
            name = figures.achievement or ""
            return ShareCardText(
                name, figures.achievement_description, f'I have earned the badge "{name}" with Kumiki.'
            )
        case ShareCardKind.PROGRESS:
            points = f"{figures.xp:,} XP"
            text = (
                f"Level {figures.level}, {points}, {_counted(figures.words_mastered, 'word')} and "
                f"{figures.kanji_mastered:,} kanji mastered with Kumiki."
            )
            return ShareCardText(points, f"level {figures.level}", text)


def _in_japanese(kind: ShareCardKind, figures: ShareFigures) -> ShareCardText:
    match kind:
        case ShareCardKind.STREAK:
            days = f"{figures.streak_days:,}日"
            return ShareCardText(days, "連続で勉強しました", f"Kumikiで{days}連続で日本語を勉強しました。")
        case ShareCardKind.LEVEL:
            level = f"レベル{figures.level}"
            return ShareCardText(level, "になりました", f"Kumikiで{level}になりました。")
        case ShareCardKind.WEEK:
            points = f"{figures.week_xp:,} XP"
            text = f"今週はKumikiで{figures.week_reviews:,}枚のカードに答えて、{points}を獲得しました。"
            return ShareCardText(points, "今週の経験値", text)
        case ShareCardKind.ACHIEVEMENT:
            name = figures.achievement or ""
            return ShareCardText(name, "バッジを獲得しました", f"Kumikiで「{name}」のバッジを獲得しました。")
        case ShareCardKind.PROGRESS:
            points = f"{figures.xp:,} XP"
            text = (
                f"Kumikiでレベル{figures.level}、{points}。単語{figures.words_mastered:,}語、"
                f"漢字{figures.kanji_mastered:,}字を覚えました。"
            )
            return ShareCardText(points, f"レベル{figures.level}", text)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
