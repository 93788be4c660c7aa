"""A directive is composed without need, or a spec of which nothing is composed has different major versions."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import HintLevel, by_subgraph, differ, hint_at
from router.composer.kept_directives import composed_by_default, composed_directive_names
from router.composer.subgraph import Subgraph
from router.errors import CompositionHint
from router.specs.directive_arguments import string_argument
from router.specs.link import Link

CODE = "DIRECTIVE_COMPOSITION_INFO"
LEVEL: HintLevel = "INFO"


def check(composition: Composition) -> Iterator[CompositionHint]:
    yield from _needless(composition)
    yield from _different_versions(composition)


def _needless(composition: Composition) -> Iterator[CompositionHint]:
    for subgraph in composition.subgraphs:
        for directive in subgraph.schema_element.applied("composeDirective"):
            name = string_argument(directive.node, "name") or ""
            if name.removeprefix("@") in composed_by_default(subgraph):
                message = (
                    f'@composeDirective(name: "{name}") in subgraph "{subgraph.name}" is not needed: federation '
                    "composes this directive by itself."
                )
                yield hint_at(CODE, LEVEL, message, [(subgraph, directive.node)])


def _different_versions(composition: Composition) -> Iterator[CompositionHint]:
    composed = composed_directive_names(composition)
    uses: dict[str, list[tuple[Subgraph, Link]]] = {}
    for subgraph in composition.subgraphs:
        for link in subgraph.links:
            if not link.spec.identity.startswith(_PUBLISHED) and link.spec.version is not None:
                uses.setdefault(link.spec.identity, []).append((subgraph, link))
    for identity, links in uses.items():
        is_composed = any(link.owns_directive(name) for s, link in links for n, name in composed if n == s.name)
        if not is_composed and differ(link.spec.version[0] for _, link in links if link.spec.version):
            urls = by_subgraph((subgraph, f'"{link.url}"') for subgraph, link in links)
            message = (
                f'"{identity}" is linked in different major versions: {urls}. Nothing of it is composed, so this does '
                "no harm; it would be an error if something were."
            )
            yield hint_at(CODE, LEVEL, message, [(s, link.node) for s, link in links if link.node is not None])


_PUBLISHED = "https://specs.apollo.dev/"
