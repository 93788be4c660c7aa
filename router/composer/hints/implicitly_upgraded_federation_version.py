"""A subgraph links to a spec that is newer than the version of federation that it names."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import HintLevel, hint_at
from router.errors import CompositionHint
from router.specs.composed import COMPOSED_DIRECTIVES
from router.specs.federation import DIRECTIVES

CODE = "IMPLICITLY_UPGRADED_FEDERATION_VERSION"
LEVEL: HintLevel = "INFO"


def check(composition: Composition) -> Iterator[CompositionHint]:
    for subgraph in composition.subgraphs:
        for link in subgraph.links:
            needed = _VERSIONS.get(link.spec.identity)
            if needed is None or subgraph.is_version_1 or needed <= subgraph.version or link.node is None:
                continue
            message = (
                f'Subgraph "{subgraph.name}" names version {_text(subgraph.version)} of federation, and is read as of '
                f'version {_text(needed)}, because it links to "{link.url}". Name the newer version of federation.'
            )
            yield hint_at(CODE, LEVEL, message, [(subgraph, link.node)])


_SINCE = {directive.name: directive.since for directive in DIRECTIVES}
_VERSIONS = {spec.identity: _SINCE[spec.name] for spec in COMPOSED_DIRECTIVES}


def _text(version: tuple[int, int]) -> str:
    return f"v{version[0]}.{version[1]}"
