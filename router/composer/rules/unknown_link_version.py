"""A subgraph links to a version of `@link` itself, or of a spec that is composed, which this composer does not know."""

from collections.abc import Iterator, Mapping

from router.composer.subgraph import Subgraph
from router.errors import CompositionError
from router.specs.composed import COMPOSED_DIRECTIVES
from router.specs.link import CORE_IDENTITY, LINK_IDENTITY, LINK_VERSION

CODE = "UNKNOWN_LINK_VERSION"

_NEWEST: Mapping[str, tuple[int, int]] = {
    LINK_IDENTITY: LINK_VERSION,
    CORE_IDENTITY: (0, 2),
    **{spec.identity: spec.version_number for spec in COMPOSED_DIRECTIVES},
}


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for link in subgraph.links:
        newest = _NEWEST.get(link.spec.identity)
        if newest is None or link.node is None:
            continue
        version = link.spec.version
        if version is None or version[0] != newest[0] or version > newest:
            message = (
                f'Link to "{link.url}": this version of {link.spec.name} is not known. '
                f'Link to "{link.spec.identity}/v{newest[0]}.{newest[1]}".'
            )
            yield subgraph.error(CODE, message, link.node)
