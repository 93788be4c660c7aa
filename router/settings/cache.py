"""What is remembered between requests."""

from pydantic import Field

from router.settings.section import Count, Section


class CacheSettings(Section):
    """What is remembered between requests, in each worker."""

    documents: Count = 1_000
    """Validated documents. Too low parses and validates again; too high holds memory."""

    plans: Count = 1_000
    """Query plans. Too low plans again (milliseconds each); too high holds memory."""

    characters: Count = 2_000_000
    """Document text that stands behind each of the two caches, in total; where fragments are spread, at least 30 for
    each field. They hold about 200 MB at the worst. Too low forgets large documents at once; too high lets a client
    fill memory with large ones."""

    warm_plans: int = Field(200, ge=0)
    """Plans, those used last, that are made before a reloaded supergraph is served. Too low makes clients wait for
    plans after a reload; too high delays it."""
