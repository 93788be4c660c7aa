"""Settings of API keys."""

from datetime import timedelta

from pydantic import Field

from subgraphs.shared.settings import SubgraphSettings


class ApiKeySettings(SubgraphSettings):
    api_keys_per_user: int = Field(default=20, ge=1)
    """Keys of one person that are neither revoked nor expired. Too low: programs share a key, and it cannot be said
    which of them leaked it; too high: nobody knows any more what they gave out."""

    api_key_longest_life: timedelta = Field(default=timedelta(days=365), gt=timedelta())
    """How long a key works at most, and where nothing else was said. Too low: programs stop at night; too high: a key
    that was lost years ago still opens."""

    api_key_use_noted_every: timedelta = timedelta(minutes=1)
    """A key that is used all the time is written down so often. Too low writes for every request that the router asks
    about; too high shows an old last use."""

    introspection_client: str = "router"
    """Who may ask what a key means: the router's `authentication.introspection.client_id`. It signs with the caller
    key."""

    introspection_audience: str = "kumiki-introspection"
    """Whom the router's signature has to be for: its `authentication.introspection.audience`."""
