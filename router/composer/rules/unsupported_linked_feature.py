"""A subgraph links to a spec that must be understood, and this composer does not understand it."""

from collections.abc import Iterator

from router.composer.subgraph import Subgraph
from router.errors import CompositionError
from router.specs.composed import COMPOSED_DIRECTIVES
from router.specs.federation import FEDERATION_IDENTITY
from router.specs.link import CORE_IDENTITY, LINK_IDENTITY, Link

CODE = "UNSUPPORTED_LINKED_FEATURE"

_KNOWN = frozenset(
    {FEDERATION_IDENTITY, LINK_IDENTITY, CORE_IDENTITY, *(spec.identity for spec in COMPOSED_DIRECTIVES)}
)
_CONNECTORS = frozenset({"https://specs.apollo.dev/connect", "https://specs.apollo.dev/source"})
"""These say how a subgraph without a server is asked, which a router that does not know them cannot do."""


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for link in subgraph.links:
        problem = _problem(link)
        if problem is not None and link.node is not None:
            yield subgraph.error(CODE, f'Link to "{link.url}": {problem}', link.node)


def _problem(link: Link) -> str | None:
    if link.spec.identity in _CONNECTORS:
        return "connectors are not supported. Let a subgraph server resolve these fields, and remove the link."
    if link.purpose is not None and link.spec.identity not in _KNOWN:
        return f"`for: {link.purpose}` says that it must be understood, but it is not known. Remove `for`, or the link."
    return None
