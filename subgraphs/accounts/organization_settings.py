"""Settings of organizations."""

from datetime import timedelta

from pydantic import Field

from subgraphs.shared.settings import SubgraphSettings


class OrganizationSettings(SubgraphSettings):
    organizations_per_owner: int = Field(default=20, ge=1)
    """How many organizations one person may own. Too high lets one account fill the table."""

    open_invitations: int = Field(default=200, ge=1)
    """How many invitations of an organization may wait for an answer. Too high: the platform's letters are used to
    pester strangers, and land among spam."""

    invitation_lifetime: timedelta = Field(default=timedelta(days=14), gt=timedelta())
    """How long an invitation can be accepted. Too low: people come back from holidays to nothing; too high: links that
    were forgotten somewhere let strangers in."""
