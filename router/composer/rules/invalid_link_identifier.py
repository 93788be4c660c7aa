"""The name that a `@link` gives its spec cannot be one."""

import re
from collections.abc import Iterator

from router.composer.subgraph import Subgraph
from router.errors import CompositionError
from router.specs.link import LINK_IDENTITY

CODE = "INVALID_LINK_IDENTIFIER"


_NAME = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*$")


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for link in subgraph.links:
        if link.node is None or link.spec.identity == LINK_IDENTITY:
            continue
        if not link.url:
            yield subgraph.error(CODE, 'A @link has no "url" that is text. Write the URL of a spec.', link.node)
        elif link.namespace and not _is_usable(link.namespace):
            yield subgraph.error(
                CODE,
                f'"{link.namespace}" cannot name the spec "{link.url}": a name is letters, digits and underscores, '
                'without "__" in it and no "_" at its end. Give another with "as".',
                link.node,
            )


def _is_usable(name: str) -> bool:
    return _NAME.match(name) is not None and "__" not in name and not name.endswith("_")
