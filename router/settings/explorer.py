"""The query page."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from router.settings.section import Section


class TabSettings(Section):
    """One ready tab of the query page."""

    title: str
    """Shown on the tab."""

    query: str
    """The document."""

    variables: Mapping[str, Any] = Field(default_factory=dict)
    """The variables."""


class ExplorerSettings(Section):
    """The query page (GraphiQL) at `/`."""

    enabled: bool | None = None
    """Serve it. Off, a plain page says what this is; on, everybody can look around as far as `introspection` lets them.
    Unset, it is on in development and off in production."""

    tabs: tuple[TabSettings, ...] = ()
    """Tabs that are open at the first visit."""

    headers: Mapping[str, str] = Field(default_factory=dict)
    """Headers that the page sends beneath those its user types. Whoever can open the page can read them."""
