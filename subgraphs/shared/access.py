"""Access directives, which the router enforces before it asks a subgraph. A domain still checks what is whose."""

from typing import Final

from strawberry.federation.schema_directives import Authenticated, RequiresScopes

from subgraphs.shared.scopes import Scope

AUTHENTICATED: Final = Authenticated()
"""For fields that mean nothing without a caller."""


def requires_scopes(*scopes: Scope) -> RequiresScopes:
    """For fields that need all of these. Whoever is not signed in is told to sign in first: `AUTHENTICATED` is in it.

    `@strawberry.mutation(directives=[requires_scopes(Scope.PROFILE_WRITE)])`
    """
    return RequiresScopes(scopes=[[scope.value for scope in scopes]])
