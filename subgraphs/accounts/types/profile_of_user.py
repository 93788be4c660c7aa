"""What a person shows of themselves."""

import strawberry

from subgraphs.accounts.models.users import ProfileRow


@strawberry.type(description="What a person shows of themselves, and how they like the platform.")
class Profile:
    display_name: str = strawberry.field(description="The name others see. Not unique; the handle is.")
    bio: str | None = strawberry.field(
        description="A few words about themselves; null when they wrote none, or do not show their profile to the "
        "person who asks."
    )
    locale: str = strawberry.field(description="The language they read the platform in, as a tag such as `en`.")
    time_zone: str = strawberry.field(description="Where their day begins, as the IANA database names it.")
    languages: list[str] = strawberry.field(
        description="Tags of the languages they learn, the dearest first; empty where they do not show their profile."
    )

    @classmethod
    def from_row(cls, row: ProfileRow, is_shown: bool = True) -> "Profile":
        """The name, the locale and the time zone are shown to everybody: nothing works without them."""
        return cls(
            display_name=row.display_name,
            bio=row.bio if is_shown else None,
            locale=row.locale,
            time_zone=row.time_zone,
            languages=list(row.languages) if is_shown else [],
        )
