"""What a person shows of themselves."""

from typing import Annotated
from uuid import UUID

import strawberry

from subgraphs.accounts.models.users import ProfileRow
from subgraphs.accounts.types.context import Info
from subgraphs.shared.scalars import Url

_AVATAR_SIZE = 128


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

    user_key: strawberry.Private[UUID]
    is_shown: strawberry.Private[bool]

    @strawberry.field(
        description="A square picture (WebP) that stands for this person; null when they chose none, or do not show "
        "their profile to the person who asks."
    )
    async def avatar_url(
        self,
        info: Info,
        size: Annotated[
            int, strawberry.argument(description="How many pixels are needed: the smallest picture that has them.")
        ] = _AVATAR_SIZE,
    ) -> Url | None:
        row = await info.context.loaders.avatar.load(self.user_key) if self.is_shown else None
        if row is None:
            return None
        fitting = [file for file in row.files if file["width"] >= size] or row.files[-1:]
        return Url(info.context.services.avatars.objects.urls.public(fitting[0]["key"]))

    @classmethod
    def from_row(cls, row: ProfileRow, is_shown: bool = True) -> "Profile":
        """The name, the locale and the time zone are shown to everybody: nothing works without them."""
        return cls(
            display_name=row.display_name,
            bio=row.bio if is_shown else None,
            locale=row.locale,
            time_zone=row.time_zone,
            languages=list(row.languages) if is_shown else [],
            user_key=row.user_id,
            is_shown=is_shown,
        )
