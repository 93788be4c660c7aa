"""What a notification says, for each fact that is worth telling."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from subgraphs.shared.event import EventEnvelope


class NotificationKind(StrEnum):
    XP_AWARDED = "XP_AWARDED"
    LEVEL_REACHED = "LEVEL_REACHED"
    STREAK_EXTENDED = "STREAK_EXTENDED"
    ACHIEVEMENT_UNLOCKED = "ACHIEVEMENT_UNLOCKED"
    FLASHCARD_DUE = "FLASHCARD_DUE"
    STREAK_WARNING = "STREAK_WARNING"
    STREAK_FREEZE_USED = "STREAK_FREEZE_USED"
    CHALLENGE_INVITED = "CHALLENGE_INVITED"
    CHALLENGE_PRIZE_WON = "CHALLENGE_PRIZE_WON"


@dataclass(frozen=True, slots=True)
class Message:
    kind: NotificationKind
    title: str
    body: str


def message_for(envelope: EventEnvelope) -> Message | None:
    """The message that tells of an event; None where it is not worth one."""
    write = _WRITERS.get(envelope.event_type) or _REMINDERS.get(envelope.event_type)
    return write(envelope.data) if write is not None else None


def _xp_awarded(data: Mapping[str, Any]) -> Message:
    bonus = data["byReason"].get("FIRST_REVIEW_OF_DAY", 0)
    total = f"You have {data['xp']} XP now."
    body = f"{bonus} of them for the first review of your day. {total}" if bonus else total
    return Message(NotificationKind.XP_AWARDED, f"You earned {data['amount']} XP", body)


def _level_reached(data: Mapping[str, Any]) -> Message:
    level = data["level"]
    return Message(NotificationKind.LEVEL_REACHED, f"You reached level {level}", f"Level {level + 1} is the next one.")


def _streak_extended(data: Mapping[str, Any]) -> Message | None:
    days = data["days"]
    if days < 2:
        return None  # one day is not yet a row of days
    return Message(
        NotificationKind.STREAK_EXTENDED, f"{days} days in a row", "Study again tomorrow and your streak goes on."
    )


def _achievement_unlocked(data: Mapping[str, Any]) -> Message:
    tier = data["tier"].lower()
    return Message(NotificationKind.ACHIEVEMENT_UNLOCKED, f"New badge: {data['name']}", f"It is a {tier} one.")


def _flashcard_due(data: Mapping[str, Any]) -> Message:
    due, new = data["dueCards"], data["newCards"]
    title = f"{_counted(due, 'card')} to review" if due else f"{_counted(new, 'new card')} to learn"
    body = f"And {_counted(new, 'new one')} to learn." if due and new else "A few minutes are enough to begin."
    return Message(NotificationKind.FLASHCARD_DUE, title, body)


def _streak_warning(data: Mapping[str, Any]) -> Message:
    title = f"Your streak of {_counted(data['days'], 'day')} ends tonight"
    return Message(NotificationKind.STREAK_WARNING, title, "Answer one card before midnight and it goes on.")


def _streak_freeze_used(data: Mapping[str, Any]) -> Message:
    left = _counted(data["left"], "freeze")
    title = "A freeze saved your streak"
    return Message(NotificationKind.STREAK_FREEZE_USED, title, f"You did not study on {data['day']}. {left} left.")


def _challenge_invited(_data: Mapping[str, Any]) -> Message:
    body = "Join it before it ends, and every point of yours counts."
    return Message(NotificationKind.CHALLENGE_INVITED, "You are invited to a challenge", body)


def _challenge_prize_won(data: Mapping[str, Any]) -> Message:
    won = [text for number, text in ((data["xp"], f"{data['xp']} XP"), (data["freezes"], _freezes(data))) if number]
    title = f"Place {data['rank']} in a challenge"
    return Message(
        NotificationKind.CHALLENGE_PRIZE_WON, title, f"You won {' and '.join(won)}." if won else "Well done."
    )


def _freezes(data: Mapping[str, Any]) -> str:
    return _counted(data["freezes"], "streak freeze")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


_WRITERS: Mapping[str, Callable[[Mapping[str, Any]], Message | None]] = {
    "XpAwarded": _xp_awarded,
    "LevelReached": _level_reached,
    "StreakExtended": _streak_extended,
    "AchievementUnlocked": _achievement_unlocked,
    "StreakFreezeUsed": _streak_freeze_used,
    "ChallengeInvited": _challenge_invited,
    "ChallengePrizeWon": _challenge_prize_won,
}
TOLD_EVENTS = tuple(_WRITERS)

_REMINDERS: Mapping[str, Callable[[Mapping[str, Any]], Message | None]] = {
    "FlashcardDue": _flashcard_due,
    "StreakWarning": _streak_warning,
}
TOLD_REMINDERS = tuple(_REMINDERS)
