"""Subgraphs describe an element differently; the most common description is used."""

from collections.abc import Iterator, Sequence

from router.composer.composition import Composition
from router.composer.findings import HintLevel, Place, hint, in_subgraphs
from router.composer.merge.merge_texts import most_common
from router.errors import CompositionHint

CODE = "INCONSISTENT_DESCRIPTION"
LEVEL: HintLevel = "WARN"


def check(composition: Composition) -> Iterator[CompositionHint]:
    for type_name, declarations in composition.declarations.items():
        yield from _check(f'type "{type_name}"', [(found.subgraph, found.definition) for found in declarations])
        for field_name in composition.field_names(type_name):
            sources = composition.field_sources(type_name, field_name)
            places = [(source.subgraph, source.field) for source in sources if not source.is_external]
            yield from _check(f'field "{type_name}.{field_name}"', places)


def _check(what: str, places: Sequence[Place]) -> Iterator[CompositionHint]:
    described = [(subgraph, element) for subgraph, element in places if element.description]
    used = most_common(element.description for _, element in described)
    others = [subgraph for subgraph, element in described if element.description != used]
    if used is not None and others:
        users = [subgraph for subgraph, element in described if element.description == used]
        message = (
            f"The description of {what} differs: the supergraph uses that of {in_subgraphs(users)} and not that of "
            f"{in_subgraphs(others)}. Describe it alike, or only where it belongs."
        )
        yield hint(CODE, LEVEL, message, described)
