"""Leaf values of an answer: which fit their type as they are, and which can be made to."""

from collections.abc import Mapping
from typing import Any, Final

from graphql import GraphQLEnumType, GraphQLList, GraphQLNonNull, GraphQLOutputType, is_composite_type

UNFIT: Final = object()
NOTHING_PASSES: Final[frozenset[type]] = frozenset()
ANY_JSON: Final[frozenset[type]] = frozenset({str, int, float, bool, dict, list})
BUILT_IN: Final[Mapping[str, frozenset[type]]] = {
    "String": frozenset({str}),
    "ID": frozenset({str}),
    "Int": frozenset({int}),
    "Float": frozenset({float, int}),
    "Boolean": frozenset({bool}),
}


def passing_types(output_type: GraphQLOutputType) -> frozenset[type]:
    """Python types of values that pass as they are. None, where the type is nullable, is one of them."""
    if isinstance(output_type, GraphQLNonNull):
        return passing_types(output_type.of_type) - {type(None)}
    if isinstance(output_type, GraphQLList | GraphQLEnumType) or is_composite_type(output_type):
        return NOTHING_PASSES
    return BUILT_IN.get(str(output_type), ANY_JSON) | {type(None)}


def fit_scalar(scalar_name: str, value: Any) -> Any:
    """A value that `passing_types` lets not through, and is not null, as its scalar writes it; or `UNFIT`."""
    if scalar_name not in BUILT_IN:
        return value
    if scalar_name in ("ID", "String") and isinstance(value, str):
        return value
    if scalar_name == "ID" and type(value) is int:
        return str(value)
    if scalar_name == "Int" and type(value) is float and value.is_integer():
        return int(value)
    return UNFIT
