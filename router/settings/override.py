"""Progressive `@override`."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from router.settings.section import Section

Percent = Annotated[float, Field(ge=0, le=100)]


class OverrideSettings(Section):
    """Which requests take a field from its new subgraph, where `@override` has a label."""

    labels: Mapping[str, Percent] = Field(default_factory=dict)
    """Share of requests, in percent, by label. A label `percent(n)` that is not named here takes its own n, any other
    none. Too low keeps traffic at the old subgraph; too high sends it to one that is not ready."""
