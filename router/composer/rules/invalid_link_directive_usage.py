"""A `@link` imports what its spec does not have, or under a name that cannot be."""

from collections import Counter
from collections.abc import Iterator

from router.composer.subgraph import Subgraph
from router.errors import CompositionError
from router.specs.federation import (
    ELEMENT_NAMES,
    FEDERATION_IDENTITY,
    LATEST_VERSION,
    directives_of,
    types_of,
)
from router.specs.link import Link

CODE = "INVALID_LINK_DIRECTIVE_USAGE"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for link in subgraph.links:
        if link.node is not None:
            for problem in _problems(link):
                yield subgraph.error(CODE, f'Link to "{link.url}": {problem}', link.node)


def _problems(link: Link) -> Iterator[str]:
    for text in link.unreadable_imports:
        yield f'{text} imports nothing: write the name of an element in quotes, or {{ name: "@key", as: "@id" }}.'
    for local_name, count in Counter(link.imports.values()).items():
        if count > 1:
            yield f'{count} elements are imported as "{local_name}". Give each a name of its own.'
    for element, local_name in link.imports.items():
        if element.startswith("@") != local_name.startswith("@"):
            yield (
                f'"{element}" cannot be imported as "{local_name}": a directive stays a directive and a type a type. '
                "Write @ on both names, or on neither."
            )
    if link.spec.identity == FEDERATION_IDENTITY:
        version = link.spec.version or LATEST_VERSION
        known = {f"@{directive.name}" for directive in directives_of(version)} | set(types_of(version))
        for element in link.imports:
            if element not in known:
                yield _unknown_element(element, known)


def _unknown_element(element: str, known: set[str]) -> str:
    if element in ELEMENT_NAMES:
        return f'"{element}" came with a later version of federation. Link to a newer version, or do not import it.'
    if f"@{element}" in known:
        return f'"{element}" is a directive; import it as "@{element}".'
    return f'federation has no element "{element}". Correct the name, or do not import it.'
