"""join v0.1-v0.5: the directives by which a supergraph says who resolves what."""

from router.specs.link import Link

JOIN_IDENTITY = "https://specs.apollo.dev/join"


def join_version(link: Link | None) -> tuple[int, int]:
    """A supergraph that does not say is read as v0.3, which most composers write."""
    return (link.spec.version if link else None) or (0, 3)
