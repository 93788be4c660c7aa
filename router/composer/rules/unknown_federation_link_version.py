"""A subgraph links to a version of federation that this composer does not know."""

from collections.abc import Iterator

from router.composer.subgraph import Subgraph
from router.errors import CompositionError
from router.specs.federation import FEDERATION_IDENTITY, LATEST_VERSION, VERSION_1

CODE = "UNKNOWN_FEDERATION_LINK_VERSION"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for link in subgraph.links:
        if link.spec.identity != FEDERATION_IDENTITY or link.node is None:
            continue
        if link.spec.version is None or not _is_known(link.spec.version):
            newest = f"v{LATEST_VERSION[0]}.{LATEST_VERSION[1]}"
            yield subgraph.error(
                CODE,
                f'Link to "{link.url}": this version of federation is not known. '
                f"Link to a version from v2.0 to {newest}.",
                link.node,
            )


def _is_known(version: tuple[int, int]) -> bool:
    return version == VERSION_1 or (2, 0) <= version <= LATEST_VERSION
