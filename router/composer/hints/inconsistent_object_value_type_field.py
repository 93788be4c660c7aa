"""A field of a type without a key is not in every subgraph that declares it."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import HintLevel, hint, in_subgraphs
from router.composer.value_type_fields import partial_fields
from router.errors import CompositionHint
from router.supergraph.model import TypeKind

CODE = "INCONSISTENT_OBJECT_VALUE_TYPE_FIELD"
LEVEL: HintLevel = "DEBUG"


def check(composition: Composition) -> Iterator[CompositionHint]:
    for partial in partial_fields(composition, TypeKind.OBJECT):
        having = in_subgraphs(source.subgraph for source in partial.sources)
        message = (
            f'Field "{partial.coordinate}" of a type without a key is in {having} and not in '
            f"{in_subgraphs(partial.lacking)}. From there it is asked "
            "for by fetching the parent again elsewhere."
        )
        yield hint(CODE, LEVEL, message, [(source.subgraph, source.field) for source in partial.sources])
