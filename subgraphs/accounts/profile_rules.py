"""What an account's texts may be. Every fault is found at once, so that a form can show them all."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any
from zoneinfo import ZoneInfo

from subgraphs.accounts.errors import (
    LanguageIsUnknown,
    TextHasHiddenCharacters,
    TextIsEmpty,
    TextIsTooLong,
    TimeZoneIsUnknown,
)
from subgraphs.accounts.handle_rules import handle_refusals
from subgraphs.accounts.password_rules import password_refusals
from subgraphs.accounts.visible_text import has_hidden_characters
from subgraphs.shared.errors import Refusal

LONGEST_DISPLAY_NAME = 80
LONGEST_BIO = 1_000
MOST_LANGUAGES = 20

_LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")


@dataclass(frozen=True, slots=True)
class Registration:
    """What somebody asks for who wants an account."""

    handle: str
    email: str
    password: str
    display_name: str
    locale: str
    time_zone: str
    languages: tuple[str, ...]

    def refusals(self) -> list[Refusal]:
        return [
            *handle_refusals(self.handle),
            *password_refusals(self.password, (self.handle, self.email)),
            *self.profile_refusals(),
        ]

    def profile_refusals(self) -> list[Refusal]:
        return [
            # Whoever gives no name shows the handle, whose faults are told already.
            *(_display_name_refusals(self.display_name) if self.display_name.lower() != self.handle else ()),
            *_locale_refusals(self.locale),
            *_time_zone_refusals(self.time_zone),
            *_languages_refusals(self.languages),
        ]


class _Unchanged:
    """Says of a field that it stays as it is; None empties it."""


UNCHANGED = _Unchanged()


@dataclass(frozen=True, slots=True)
class ProfileChange:
    display_name: str | _Unchanged = UNCHANGED
    bio: str | _Unchanged | None = UNCHANGED
    locale: str | _Unchanged = UNCHANGED
    time_zone: str | _Unchanged = UNCHANGED
    languages: list[str] | _Unchanged = UNCHANGED

    def given(self) -> dict[str, Any]:
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value is not UNCHANGED}

    def refusals(self) -> list[Refusal]:
        rules: dict[str, Callable[[Any], Sequence[Refusal]]] = {
            "display_name": _display_name_refusals,
            "bio": _bio_refusals,
            "locale": _locale_refusals,
            "time_zone": _time_zone_refusals,
            "languages": _languages_refusals,
        }
        return [refusal for name, value in self.given().items() for refusal in rules[name](value)]


def _display_name_refusals(name: str) -> list[Refusal]:
    path = ["input", "displayName"]
    if not name.strip():
        return [TextIsEmpty("A display name is not empty.", path)]
    if has_hidden_characters(name):
        return [TextHasHiddenCharacters("A display name has only characters that can be seen.", path)]
    return _length_refusals(name, LONGEST_DISPLAY_NAME, path)


def _bio_refusals(bio: str | None) -> list[Refusal]:
    return _length_refusals(bio or "", LONGEST_BIO, ["input", "bio"])


def _length_refusals(text: str, longest: int, path: Sequence[str]) -> list[Refusal]:
    return [TextIsTooLong(f"This has at most {longest} characters.", path)] if len(text) > longest else []


def _locale_refusals(locale: str) -> list[Refusal]:
    if _LANGUAGE_TAG.fullmatch(locale):
        return []
    return [LanguageIsUnknown("A locale is a language tag such as en, pt-BR or zh-Hans.", ["input", "locale"])]


def _time_zone_refusals(time_zone: str) -> list[Refusal]:
    try:
        ZoneInfo(time_zone)
    except (ValueError, OSError, KeyError):
        return [TimeZoneIsUnknown("A time zone has a name such as Europe/Berlin.", ["input", "timeZone"])]
    return []


def _languages_refusals(languages: Sequence[str]) -> list[Refusal]:
    path = ["input", "languages"]
    if len(languages) > MOST_LANGUAGES:
        return [TextIsTooLong(f"At most {MOST_LANGUAGES} languages.", path)]
    unknown = [tag for tag in languages if not _LANGUAGE_TAG.fullmatch(tag)]
    if unknown:
        return [LanguageIsUnknown(f"{unknown[0]:.20} is not a language tag such as ja or pt-BR.", path)]
    return []
