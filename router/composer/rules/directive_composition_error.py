"""A `@composeDirective` names what cannot be carried into the supergraph."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import by_subgraph, differ, find_at
from router.composer.kept_directives import composed_by_default
from router.composer.subgraph import Subgraph
from router.errors import CompositionError
from router.specs.directive_arguments import string_argument
from router.specs.link import Link

CODE = "DIRECTIVE_COMPOSITION_ERROR"


def check(composition: Composition) -> Iterator[CompositionError]:
    for subgraph in composition.subgraphs:
        for directive in subgraph.schema_element.applied("composeDirective"):
            name = string_argument(directive.node, "name") or ""
            problem = _problem_with(name, subgraph)
            if problem is not None:
                yield subgraph.error(CODE, f'@composeDirective(name: "{name}"): {problem}', directive.node)
    yield from _version_conflicts(composition)


def _problem_with(name: str, subgraph: Subgraph) -> str | None:
    if not name.startswith("@") or len(name) < 2:
        return "the name of a directive begins with @."
    if name[1:] in composed_by_default(subgraph):
        return None
    if name[1:] in subgraph.federation_directives:
        return "this directive of federation is for composition alone and cannot be in the supergraph; remove this."
    if name[1:] not in subgraph.directive_definitions:
        return "this subgraph does not define the directive. Define it, or correct the name."
    if not any(link.owns_directive(name[1:]) for link in subgraph.links):
        return "the directive belongs to no linked spec. Add a @link to a spec of yours that imports it."
    return None


def _version_conflicts(composition: Composition) -> Iterator[CompositionError]:
    """Major versions of a spec cannot be mixed."""
    majors: dict[str, list[tuple[Subgraph, Link]]] = {}
    for subgraph, link in _composed_links(composition):
        majors.setdefault(link.spec.identity, []).append((subgraph, link))
    for identity, uses in majors.items():
        if differ(link.spec.version[0] if link.spec.version else None for _, link in uses):
            versions = by_subgraph((subgraph, f'"{link.url}"') for subgraph, link in uses)
            message = f'Composed directives of "{identity}" come from different major versions: {versions}. Use one.'
            yield find_at(CODE, message, [(s, link.node) for s, link in uses if link.node is not None])


def _composed_links(composition: Composition) -> Iterator[tuple[Subgraph, Link]]:
    for subgraph in composition.subgraphs:
        names = [string_argument(d.node, "name") or "" for d in subgraph.schema_element.applied("composeDirective")]
        for link in subgraph.links:
            if any(link.owns_directive(name.removeprefix("@")) for name in names):
                yield subgraph, link
