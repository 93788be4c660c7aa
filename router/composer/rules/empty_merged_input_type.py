"""Subgraphs declare an input object without a single field in common."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import find, in_subgraphs
from router.composer.merge.merge_inputs import common_names
from router.errors import CompositionError
from router.supergraph.model import TypeKind

CODE = "EMPTY_MERGED_INPUT_TYPE"


def check(composition: Composition) -> Iterator[CompositionError]:
    for type_name in composition.types_of_kind(TypeKind.INPUT_OBJECT):
        declarations = composition.declarations[type_name]
        if not common_names([found.definition.input_fields for found in declarations]):
            message = (
                f'Input type "{type_name}" has no field that all of {in_subgraphs(f.subgraph for f in declarations)} '
                "know, so nothing could be sent. Agree on a field, or rename one of the types."
            )
            yield find(CODE, message, [(found.subgraph, found.definition) for found in declarations])
