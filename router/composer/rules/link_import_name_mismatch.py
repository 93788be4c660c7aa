"""Subgraphs call a directive that the supergraph keeps by different names."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import by_subgraph, differ, find_at
from router.errors import CompositionError
from router.specs.composed import COMPOSED_DIRECTIVES, ComposedDirective
from router.specs.federation import FEDERATION_IDENTITY
from router.specs.link import Link

CODE = "LINK_IMPORT_NAME_MISMATCH"


def check(composition: Composition) -> Iterator[CompositionError]:
    for spec in COMPOSED_DIRECTIVES:
        names = [
            (subgraph, link, f'"@{name}"')
            for subgraph in composition.subgraphs
            for link in subgraph.links
            for name in _imported_names(link, spec)
        ]
        if differ(name for _, _, name in names):
            message = (
                f"The directive @{spec.name} is imported as {by_subgraph((s, name) for s, _, name in names)}. "
                "Import it under the same name everywhere."
            )
            yield find_at(CODE, message, [(s, link.node) for s, link, _ in names if link.node is not None])


def _imported_names(link: Link, spec: ComposedDirective) -> Iterator[str]:
    """A prefixed name is no choice of the author's; only imports count."""
    if link.spec.identity in (FEDERATION_IDENTITY, spec.identity) and f"@{spec.name}" in link.imports:
        yield link.directive_name(spec.name)
