"""What callers may read."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from router.settings.section import Section


class PolicySettings(Section):
    """Which callers a policy of `@policy` holds for. Nobody, where nothing is set."""

    roles: tuple[str, ...] = ()
    """Holds for callers with one of these roles."""

    scopes: tuple[str, ...] = ()
    """Holds for callers with all of these scopes."""


class AccessSettings(Section):
    """How `@authenticated`, `@requiresScopes` and `@policy` of the supergraph are enforced, before any fetch."""

    when_denied: Literal["null", "refuse"] = "null"
    """What a field does that the caller may not read: `null` answers the rest and puts null and an error in its place,
    `refuse` runs nothing of the operation. The one shows clients what they may have; the other is for clients that
    cannot read partial answers."""

    policies: Mapping[str, PolicySettings] = Field(default_factory=dict)
    """By the policy's name in the schema. A policy that is not named here holds for nobody."""
