"""The final shape of an answer: what the client selected, in its order, nulls propagated by the API schema.

Answers that are in order are projected by `regular_projection`; this is the projection of all others, and says what
order is.

A plan's selection is compiled once into functions, one for each object type that can stand at a place (for abstract
types when the first such object comes by), so that a request only runs loops over known keys. Each function takes a
value, its place as a chain of `(place above, key)`, and the error report. It returns the finished value; None where
there is none, its cause reported by then; and `PROPAGATED` where a non-null type makes the null the parent's affair.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, TypeAlias

from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLUnionType,
)

from router.errors import InternalError
from router.executor.collect_fields import CollectedField, collect_fields, needs_type_name
from router.executor.error_report import ClientPath, ErrorReport
from router.executor.find_objects import ResponseObject, type_name_of
from router.executor.leaf_values import ANY_JSON, NOTHING_PASSES, UNFIT, fit_scalar, passing_types
from router.executor.regular_projection import Irregular, RegularCompiler
from router.executor.subgraph_client import SubgraphAnswerMalformed
from router.language.names import TYPENAME, ResponseKey, TypeName
from router.language.selection_set import SelectionSet
from router.query_plan import QueryPlan
from router.supergraph.model import Supergraph

PlaceChain: TypeAlias = "tuple[PlaceChain, str | int] | None"
Complete = Callable[[Any, PlaceChain, ErrorReport], Any]
FieldPlan = tuple[str, str, frozenset[type], Complete]
"""Response key in the tree; the client's; Python types of values that pass as they are; what completes all others."""

PROPAGATED: Final = object()
INTROSPECTION_FIELDS: Final = ("__schema", "__type")

NULL_IN_NON_NULL_FIELD: Final = "NULL_IN_NON_NULL_FIELD"
NOT_IN_API_SCHEMA: Final = "NOT_IN_API_SCHEMA"

ProjectResponse = Callable[[ResponseObject, ErrorReport], ResponseObject | None]
ProjectObject = Callable[[ResponseObject, ClientPath, ErrorReport], ResponseObject | None]
"""From an object of the tree, and its path there; None where a null in a field that must not be null took it all."""


def prepare_projection(plan: QueryPlan, supergraph: Supergraph) -> ProjectResponse:
    """Compile the client's selection to a function from the response tree to `data`."""
    root_type = _root_type(plan, supergraph)
    compiler = RegularCompiler(supergraph.api_schema, dict(plan.aliases))
    project_regular = compiler.project_object(root_type, (plan.selection_set,), is_nullable=True)
    careful = cache(lambda: prepare_careful_projection(plan, supergraph))

    def project(tree: ResponseObject, report: ErrorReport) -> ResponseObject | None:
        try:
            data: ResponseObject = project_regular(tree)
            return data
        except Irregular:
            return careful()(tree, report)

    return project


def prepare_object_projection(
    type_name: TypeName,
    selection_set: SelectionSet,
    aliases: Mapping[ResponseKey, ResponseKey],
    supergraph: Supergraph,
) -> ProjectObject:
    """Compile what a deferred part selects to a function from one of its objects to the part's data."""
    part_type = supergraph.api_schema.get_type(type_name)
    if not isinstance(part_type, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType):
        raise InternalError(f'The type "{type_name}" of a deferred part is not a composite type of the API schema.')
    project_regular = RegularCompiler(supergraph.api_schema, aliases).project_nullable(part_type, (selection_set,))
    compiler = _Compiler(supergraph, aliases)
    complete = cache(lambda: compiler.complete_nullable(part_type, (selection_set,)))

    def project(found: ResponseObject, path: ClientPath, report: ErrorReport) -> ResponseObject | None:
        data: ResponseObject | None
        try:
            data = project_regular(found)
        except Irregular:
            data = complete()(found, _to_place(path), report)
        return data

    return project


def _to_place(path: ClientPath) -> PlaceChain:
    place: PlaceChain = None
    for element in path:
        place = (place, element)
    return place


def prepare_careful_projection(plan: QueryPlan, supergraph: Supergraph) -> ProjectResponse:
    """The same without the short way for answers that are in order."""
    compiler = _Compiler(supergraph, dict(plan.aliases))
    complete = compiler.complete_object(_root_type(plan, supergraph), (plan.selection_set,))

    def project(tree: ResponseObject, report: ErrorReport) -> ResponseObject | None:
        data: ResponseObject | None = complete(tree, None, report)
        return data

    return project


def _root_type(plan: QueryPlan, supergraph: Supergraph) -> GraphQLObjectType:
    root_type = supergraph.api_schema.get_type(plan.root_type)
    if not isinstance(root_type, GraphQLObjectType):
        raise InternalError(f'The root type "{plan.root_type}" of the plan is not an object type of the API schema.')
    return root_type


class _Compiler:
    """Turns selections into completing functions; holds the schema for as long as functions are made."""

    def __init__(self, supergraph: Supergraph, aliases: Mapping[ResponseKey, ResponseKey]) -> None:
        self.schema: GraphQLSchema = supergraph.api_schema
        self.aliases = aliases

    def complete_object(self, object_type: GraphQLObjectType, selection_sets: tuple[SelectionSet, ...]) -> Complete:
        fields = collect_fields(selection_sets, object_type, self.schema)
        return _complete_fields(tuple(self._field_plan(field, object_type) for field in fields), object_type.name)

    def complete_nullable(
        self,
        composite_type: GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType,
        selection_sets: tuple[SelectionSet, ...],
    ) -> Complete:
        return self._complete_type(composite_type, selection_sets, composite_type.name)

    def _field_plan(self, field: CollectedField, parent: GraphQLObjectType | GraphQLInterfaceType) -> FieldPlan:
        key = field.response_key
        passing, complete = self._completion(field, parent)
        return (key, self.aliases.get(key, key), passing, complete)

    def _completion(
        self, field: CollectedField, parent: GraphQLObjectType | GraphQLInterfaceType
    ) -> tuple[frozenset[type], Complete]:
        if field.name == TYPENAME:
            return NOTHING_PASSES, _constant(parent.name)
        if field.name in INTROSPECTION_FIELDS:
            return ANY_JSON | {type(None)}, _untouched
        field_type = parent.fields[field.name].type
        coordinate = f"{parent.name}.{field.name}"
        if field.withheld is not None:
            return NOTHING_PASSES, _withheld(
                field.withheld, self._verb(parent), coordinate, isinstance(field_type, GraphQLNonNull)
            )
        return passing_types(field_type), self._complete_type(field_type, field.selection_sets, coordinate)

    def _verb(self, parent: GraphQLObjectType | GraphQLInterfaceType) -> str:
        return "run" if parent is self.schema.mutation_type else "read"

    def _complete_type(
        self, output_type: GraphQLOutputType, selection_sets: tuple[SelectionSet, ...], coordinate: str
    ) -> Complete:
        if isinstance(output_type, GraphQLNonNull):
            return _complete_non_null(self._complete_type(output_type.of_type, selection_sets, coordinate), coordinate)
        if isinstance(output_type, GraphQLList):
            item_type = output_type.of_type
            complete_item = self._complete_type(item_type, selection_sets, coordinate)
            return _complete_list(complete_item, passing_types(item_type), coordinate)
        if isinstance(output_type, GraphQLObjectType):
            return self.complete_object(output_type, selection_sets)
        if isinstance(output_type, GraphQLInterfaceType | GraphQLUnionType):
            return self._complete_abstract(output_type, selection_sets)
        if isinstance(output_type, GraphQLEnumType):
            return _complete_enum(frozenset(output_type.values), coordinate)
        return _complete_scalar(str(output_type), coordinate)

    def _complete_abstract(
        self, abstract_type: GraphQLInterfaceType | GraphQLUnionType, selection_sets: tuple[SelectionSet, ...]
    ) -> Complete:
        by_type_name: dict[str | None, Complete] = {}

        def complete(value: Any, place: PlaceChain, report: ErrorReport) -> Any:
            if value is None:
                return None
            if type(value) is not dict:
                return _wrong_shape("an object", abstract_type.name, place, report)
            type_name = type_name_of(value)
            complete_one = by_type_name.get(type_name)
            if complete_one is None:
                complete_one = self._complete_member(abstract_type, type_name, selection_sets)
                if complete_one is not _not_visible:  # so that a subgraph's inventions do not pile up
                    by_type_name[type_name] = complete_one
            return complete_one(value, place, report)

        return complete

    def _complete_member(
        self,
        abstract_type: GraphQLInterfaceType | GraphQLUnionType,
        type_name: str | None,
        selection_sets: tuple[SelectionSet, ...],
    ) -> Complete:
        named_type = self.schema.get_type(type_name) if type_name is not None else None
        if isinstance(named_type, GraphQLObjectType) and self.schema.is_sub_type(abstract_type, named_type):
            return self.complete_object(named_type, selection_sets)
        if type_name is None or isinstance(named_type, GraphQLInterfaceType):
            return self._complete_without_type_name(abstract_type, selection_sets)
        return _not_visible

    def _complete_without_type_name(
        self, abstract_type: GraphQLInterfaceType | GraphQLUnionType, selection_sets: tuple[SelectionSet, ...]
    ) -> Complete:
        """An object whose concrete type nobody told: it came from an interface object, which does not know it. That
        is enough where every selected field is the interface's own."""
        if isinstance(abstract_type, GraphQLUnionType) or needs_type_name(selection_sets, abstract_type, self.schema):
            return _type_unknown
        fields = collect_fields(selection_sets, abstract_type, self.schema)
        if any(field.name not in abstract_type.fields for field in fields):
            return _type_unknown
        return _complete_fields(tuple(self._field_plan(field, abstract_type) for field in fields), abstract_type.name)


def _complete_fields(fields: tuple[FieldPlan, ...], type_name: str) -> Complete:
    def complete(value: Any, place: PlaceChain, report: ErrorReport) -> Any:
        if value is None:
            return None
        if type(value) is not dict:
            return _wrong_shape("an object", type_name, place, report)
        get = value.get
        result = {}
        for key, shown, passing, complete_field in fields:
            inner = get(key)
            if type(inner) not in passing:
                inner = complete_field(inner, (place, key), report)
                if inner is PROPAGATED:
                    return None
            result[shown] = inner
        return result

    return complete


def _complete_list(complete_item: Complete, passing: frozenset[type], coordinate: str) -> Complete:
    def complete(value: Any, place: PlaceChain, report: ErrorReport) -> Any:
        if value is None:
            return None
        if not isinstance(value, list):
            return _wrong_shape("a list", coordinate, place, report)
        if passing and passing.issuperset(map(type, value)):
            return value
        result = []
        for index, item in enumerate(value):
            if type(item) not in passing:
                item = complete_item(item, (place, index), report)
                if item is PROPAGATED:
                    return None
            result.append(item)
        return result

    return complete


def _complete_non_null(complete_nullable: Complete, coordinate: str) -> Complete:
    def complete(value: Any, place: PlaceChain, report: ErrorReport) -> Any:
        if value is None:
            path = to_client_path(place)
            if not report.explains(path):
                message = f"Cannot return null for non-nullable field {coordinate}."
                report.add(message, path, {"code": NULL_IN_NON_NULL_FIELD})
            return PROPAGATED
        result = complete_nullable(value, place, report)
        return PROPAGATED if result is None else result

    return complete


def _complete_enum(values: frozenset[str], coordinate: str) -> Complete:
    def complete(value: Any, place: PlaceChain, report: ErrorReport) -> Any:
        if value is None or (isinstance(value, str) and value in values):
            return value
        if not isinstance(value, str):
            return _wrong_shape("an enum value", coordinate, place, report)
        # The value itself is not told: it may be one that the API schema hides.
        message = f"The value of {coordinate} is not part of the API schema."
        report.add(message, to_client_path(place), {"code": NOT_IN_API_SCHEMA})
        return None

    return complete


def _complete_scalar(scalar_name: str, coordinate: str) -> Complete:
    """For the values that `passing_types` lets not through."""

    def complete(value: Any, place: PlaceChain, report: ErrorReport) -> Any:
        fitted = fit_scalar(scalar_name, value) if value is not None else None
        if fitted is UNFIT:
            return _wrong_shape(f"a value of type {scalar_name}", coordinate, place, report)
        return fitted

    return complete


def _withheld(code: str, verb: str, coordinate: str, is_non_null: bool) -> Complete:
    allowed = "Sign in to" if code == "UNAUTHENTICATED" else "You may not"
    message = f"{allowed} {verb} {coordinate}."

    def complete(_value: Any, place: PlaceChain, report: ErrorReport) -> Any:
        report.add(message, to_client_path(place), {"code": code})
        return PROPAGATED if is_non_null else None

    return complete


def _constant(value: str) -> Complete:
    return lambda _value, _place, _report: value


def _untouched(value: Any, _place: PlaceChain, _report: ErrorReport) -> Any:
    return value


def _wrong_shape(expected: str, coordinate: str, place: PlaceChain, report: ErrorReport) -> None:
    message = f"Expected {expected} for {coordinate}, and the subgraph answered something else."
    report.add(message, to_client_path(place), {"code": SubgraphAnswerMalformed.code})


def _not_visible(_value: Any, place: PlaceChain, report: ErrorReport) -> None:
    report.add(
        "The type of this object is not part of the API schema.", to_client_path(place), {"code": NOT_IN_API_SCHEMA}
    )


def _type_unknown(_value: Any, place: PlaceChain, report: ErrorReport) -> None:
    path = to_client_path(place)
    if not report.explains(path):
        error = unknown_type(path)
        report.add(error["message"], path, error["extensions"])


def unknown_type(path: ClientPath) -> dict[str, Any]:
    message = "No subgraph told the type of this object."
    return {"message": message, "path": list(path), "extensions": {"code": SubgraphAnswerMalformed.code}}


def to_client_path(place: PlaceChain) -> ClientPath:
    elements: list[str | int] = []
    while place is not None:
        place, element = place
        elements.append(element)
    return tuple(reversed(elements))
