"""Access directives, which the router enforces before it asks a subgraph. A domain still checks what is whose."""

from typing import Final

from strawberry.federation.schema_directives import Authenticated

AUTHENTICATED: Final = Authenticated()
"""For fields that mean nothing without a caller."""
