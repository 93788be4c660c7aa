"""Changing one's settings."""

from typing import Annotated

import strawberry

from subgraphs.accounts.profile_rules import UNCHANGED, ProfileChange
from subgraphs.accounts.service import settings
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.settings import PrivacySettingsInput, UpdateSettingsInput
from subgraphs.accounts.types.updated_settings import UpdateSettingsPayload
from subgraphs.accounts.types.user import User
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import answer_refusals

_UPDATE = strawberry.argument(description="The changes.")


@strawberry.type
class SettingsMutations:
    @strawberry.mutation(
        description="Change how the platform treats oneself, and who sees what.",
        directives=[requires_scopes(Scope.PROFILE_WRITE)],
    )
    @answer_refusals
    async def update_settings(
        self, info: Info, input: Annotated[UpdateSettingsInput, _UPDATE]
    ) -> UpdateSettingsPayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            account = await settings.update_settings(work, caller.user_id, _to_change(input))
        return UpdateSettingsPayload(user=User.from_account(account))


def _to_change(input: UpdateSettingsInput) -> settings.SettingsChange:
    privacy = input.privacy or PrivacySettingsInput()
    audiences = {
        "profile": privacy.profile,
        "friends": privacy.friends,
        "progress": privacy.progress,
        "presence": privacy.presence,
    }
    return settings.SettingsChange(
        profile=ProfileChange(
            locale=input.locale if input.locale is not None else UNCHANGED,
            time_zone=input.time_zone if input.time_zone is not None else UNCHANGED,
        ),
        daily_goal=input.daily_goal,
        audiences={name: audience for name, audience in audiences.items() if audience is not None},
    )
