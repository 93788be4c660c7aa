"""Settings of exports and erasures."""

from datetime import timedelta

from pydantic import Field

from subgraphs.shared.settings import SubgraphSettings


class PrivacySettings(SubgraphSettings):
    erasure_grace: timedelta = Field(default=timedelta(days=14), ge=timedelta())
    """How long somebody who asked to be erased can think better of it. Too low: what was done in anger cannot be
    undone; too high: data stays that its owner does not want to be there."""

    unconfirmed_account_retention: timedelta = Field(default=timedelta(days=90), ge=timedelta())
    """How long an account stays whose address nobody has ever confirmed, and which nobody uses; 0 keeps it for ever.
    Too low: who tries the platform and comes back in a while finds nothing; too high: handles are taken by nobody, and
    addresses kept of people who never came."""

    export_retention: timedelta = Field(default=timedelta(days=7), gt=timedelta())
    """How long an export can be downloaded. Too low: people come back too late; too high: everything about somebody
    lies there in one piece."""

    export_pause: timedelta = Field(default=timedelta(hours=24), ge=timedelta())
    """How long after an export there is no other. Too low: one person keeps every domain busy."""

    export_patience: timedelta = Field(default=timedelta(hours=24), gt=timedelta())
    """How long every domain has for its part before the export has failed. Too low: an outage fails it; too high:
    people wait for what does not come."""

    privacy_domains: tuple[str, ...] = ("accounts", "content", "learning", "progress", "notifications")
    """Who has a part in every export and erasure, as a JSON list. One that is missing keeps what it has of people who
    left; one too many is waited for in vain."""
