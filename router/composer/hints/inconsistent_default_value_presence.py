"""A default value is not in every subgraph, so the supergraph has none."""

from collections.abc import Iterator, Sequence

from router.composer.composition import Composition
from router.composer.findings import HintLevel, hint, in_subgraphs
from router.composer.merge.merge_inputs import common_names
from router.composer.merged_arguments import arguments_of
from router.composer.subgraph import Subgraph
from router.composer.subgraph_schema import InputValue
from router.errors import CompositionHint
from router.supergraph.model import TypeKind

CODE = "INCONSISTENT_DEFAULT_VALUE_PRESENCE"
LEVEL: HintLevel = "WARN"


def check(composition: Composition) -> Iterator[CompositionHint]:
    for argument in arguments_of(composition):
        yield from _check(f'Argument "{argument.coordinate}"', argument.places)
    for type_name in composition.types_of_kind(TypeKind.INPUT_OBJECT):
        declarations = composition.declarations[type_name]
        for name in common_names([found.definition.input_fields for found in declarations]):
            places = [(found.subgraph, found.definition.input_fields[name]) for found in declarations]
            yield from _check(f'Input field "{type_name}.{name}"', places)


def _check(what: str, places: Sequence[tuple[Subgraph, InputValue]]) -> Iterator[CompositionHint]:
    having = [subgraph for subgraph, value in places if value.default is not None]
    lacking = [subgraph for subgraph, value in places if value.default is None]
    if having and lacking:
        message = (
            f"{what} has no default value in the supergraph: {in_subgraphs(having)} gives one and "
            f"{in_subgraphs(lacking)} does not. Give it the same default everywhere."
        )
        yield hint(CODE, LEVEL, message, places)
