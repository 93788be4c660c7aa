"""Subgraphs give a field of an input object different default values."""

from collections.abc import Iterator

from graphql import print_ast

from router.composer.composition import Composition
from router.composer.findings import by_subgraph, differ, find
from router.composer.merge.merge_inputs import common_names
from router.errors import CompositionError
from router.supergraph.model import TypeKind

CODE = "INPUT_FIELD_DEFAULT_MISMATCH"


def check(composition: Composition) -> Iterator[CompositionError]:
    for type_name in composition.types_of_kind(TypeKind.INPUT_OBJECT):
        declarations = composition.declarations[type_name]
        for name in common_names([found.definition.input_fields for found in declarations]):
            places = [(found.subgraph, found.definition.input_fields[name]) for found in declarations]
            defaults = [(subgraph, print_ast(value.default)) for subgraph, value in places if value.default]
            if differ(default for _, default in defaults):
                message = (
                    f'Input field "{type_name}.{name}" has default value {by_subgraph(defaults)}. '
                    "Give it the same default everywhere."
                )
                yield find(CODE, message, places)
