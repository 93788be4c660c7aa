"""How a person wants the platform to treat them."""

import strawberry

from subgraphs.accounts.audiences import Audience, Preferences
from subgraphs.accounts.models.users import ProfileRow
from subgraphs.shared.enums import describe_enum

describe_enum(
    Audience,
    "Who may see something of a person. Whoever is blocked sees nothing of it, whatever the setting.",
    {
        Audience.EVERYONE: "Whoever asks, signed in or not.",
        Audience.FRIENDS: "The person's friends.",
        Audience.NOBODY: "The person alone.",
    },
)


@strawberry.type(description="Whom a person shows what.")
class PrivacySettings:
    profile: Audience = strawberry.field(
        description="Who sees the bio, the avatar and the languages. Handle and display name are everybody's to see."
    )
    friends: Audience = strawberry.field(description="Who sees the lists of friends and followers, and their numbers.")
    progress: Audience = strawberry.field(description="Who sees points, level and streak.")
    presence: Audience = strawberry.field(description="Who sees whether the person is there.")


@strawberry.type(description="How a person wants the platform to treat them. Shown to themselves only.")
class UserSettings:
    locale: str = strawberry.field(description="The language to read the platform in; the same as in the profile.")
    time_zone: str = strawberry.field(description="Where the person's day begins; the same as in the profile.")
    daily_goal: int = strawberry.field(description="Points (XP) to earn each day.")
    privacy: PrivacySettings = strawberry.field(description="Who may see what.")

    @classmethod
    def of(cls, profile: ProfileRow, preferences: Preferences) -> "UserSettings":
        return cls(
            locale=profile.locale,
            time_zone=profile.time_zone,
            daily_goal=preferences.daily_goal,
            privacy=PrivacySettings(
                profile=preferences.profile,
                friends=preferences.friends,
                progress=preferences.progress,
                presence=preferences.presence,
            ),
        )


@strawberry.input(description="Whom to show what. What is left out, or null, stays as it is.")
class PrivacySettingsInput:
    profile: Audience | None = strawberry.field(default=None, description="Who is to see the profile.")
    friends: Audience | None = strawberry.field(default=None, description="Who is to see friends and followers.")
    progress: Audience | None = strawberry.field(default=None, description="Who is to see points, level and streak.")
    presence: Audience | None = strawberry.field(default=None, description="Who is to see whether one is there.")


@strawberry.input(description="What to change of one's settings. What is left out, or null, stays as it is.")
class UpdateSettingsInput:
    locale: str | None = strawberry.field(default=None, description="The new language to read the platform in.")
    time_zone: str | None = strawberry.field(default=None, description="Where the day begins: an IANA name.")
    daily_goal: int | None = strawberry.field(default=None, description="Points (XP) to earn each day: 10 to 1000.")
    privacy: PrivacySettingsInput | None = strawberry.field(default=None, description="Who is to see what.")
