"""What the sign-in page offers."""

import strawberry

from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.external_identities import IdentityProvider


@strawberry.type
class IdentityProviderQueries:
    @strawberry.field(description="Where else people may have an identity that signs them in here, in order.")
    async def identity_providers(self, info: Info) -> list[IdentityProvider]:
        return [IdentityProvider.from_named(each) for each in info.context.services.external_sign_in.usable()]
