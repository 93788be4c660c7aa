"""Keys of an organization, for those who look after it."""

from uuid import UUID

import strawberry

from subgraphs.accounts.models.api_keys import ApiKeyRow
from subgraphs.accounts.types.api_keys import ApiKey
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.user import User


@strawberry.type(description="A key that belongs to an organization.")
class OrganizationApiKey:
    api_key: ApiKey = strawberry.field(description="The key.")
    giver_key: strawberry.Private[UUID]

    @strawberry.field(
        description="Who gave it out, and in whose name it acts; null for somebody whose account is gone."
    )
    async def giver(self, info: Info) -> User | None:
        return await User.of_id(info, self.giver_key)

    @classmethod
    def from_row(cls, row: ApiKeyRow) -> "OrganizationApiKey":
        return cls(api_key=ApiKey.from_row(row), giver_key=row.user_id)
