"""What people say of themselves."""

from uuid import UUID

from subgraphs.accounts.events import ProfileUpdated
from subgraphs.accounts.profile_rules import ProfileChange
from subgraphs.accounts.repository.accounts import Account
from subgraphs.accounts.service.own_account import require_account
from subgraphs.shared.errors import raise_refusals
from subgraphs.shared.unit_of_work import UnitOfWork


async def update_profile(work: UnitOfWork, user_id: UUID, change: ProfileChange) -> Account:
    """Apply what is given and leave the rest. Telling nothing new announces nothing."""
    account = await require_account(work, user_id)
    raise_refusals(change.refusals())
    profile = account.profile
    new_values = {name: value for name, value in change.given().items() if getattr(profile, name) != value}
    if not new_values:
        return account
    for name, value in new_values.items():
        setattr(profile, name, value)
    profile.updated_at = work.now
    work.announce(
        ProfileUpdated(
            user_id=user_id,
            display_name=profile.display_name,
            locale=profile.locale,
            time_zone=profile.time_zone,
            languages=profile.languages,
        )
    )
    return account
