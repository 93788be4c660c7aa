"""What an operation costs, estimated from its plan before it runs and counted from its answer after.

Every object costs its weight, 1 unless `@cost` says otherwise, and what is selected of it; leaves cost nothing unless
`@cost` says otherwise. A list costs as much as all of its items: as many as `@listSize` says, or a default. Input
objects in arguments cost in the same way. Of fragments on different types the dearest possible type counts, since an
object has only one. What is skipped costs nothing, because plans no longer hold it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    ValueNode,
    get_named_type,
    is_composite_type,
    is_list_type,
    parse_value,
    value_from_ast_untyped,
)

from router.errors import InternalError, OperationError
from router.language.names import FieldName, ResponseKey, TypeName
from router.language.selection_set import Argument, Field, InlineFragment, SelectionSet
from router.supergraph.costs import CostRules, ListSize
from router.supergraph.model import Supergraph

Path = tuple[ResponseKey, ...]
"""Response keys from the root; lists and types leave no trace in it."""

Counts = dict[Path, int]
"""How many objects are expected at a path."""


class SlicingArgumentRequired(OperationError):
    """A list has to be sliced by exactly one argument."""

    code: ClassVar[str] = "COST_SLICING_ARGUMENT"


@dataclass(frozen=True, slots=True)
class ArgumentCost:
    """An argument that makes its field dearer, or that says how long its list is."""

    name: str
    value: ValueNode
    type: GraphQLInputType
    weight: int | None


@dataclass(frozen=True, slots=True)
class FieldCost:
    """One selected field."""

    place: str
    """For messages: `Query.books`."""

    name: FieldName
    key: ResponseKey
    weight: int
    """Of each object or leaf that it returns."""

    is_list: bool
    size: ListSize | None
    arguments: tuple[ArgumentCost, ...]
    defaults: Mapping[str, Any]
    """Of arguments that are not given."""

    selected: "SelectionCost | None"


@dataclass(frozen=True, slots=True)
class SelectionCost:
    """What is selected of an object."""

    fields: tuple[FieldCost, ...]
    fragments: tuple[tuple[frozenset[str], "SelectionCost"], ...] = ()
    """By the concrete types that they hold for."""


class CostModel:
    """Weights of one supergraph."""

    def __init__(self, supergraph: Supergraph, default_list_size: int) -> None:
        self._schema: GraphQLSchema = supergraph.schema
        self._rules: CostRules = supergraph.costs
        self._default_list_size = default_list_size

    def compile(self, selection_set: SelectionSet, type_name: TypeName | None) -> SelectionCost:
        """Look up once what every estimate needs. Without a type only fragments are looked at, as in `_entities`."""
        fields = (one for one in selection_set if isinstance(one, Field) and not one.name.startswith("__"))
        fragments = (one for one in selection_set if isinstance(one, InlineFragment))
        return SelectionCost(
            tuple(self._field(one, type_name) for one in fields if type_name is not None),
            tuple(self._fragment(one, type_name) for one in fragments),
        )

    def weight_of(self, type_name: TypeName) -> int:
        is_composite = is_composite_type(self._schema.get_type(type_name))
        return self._rules.types.get(type_name, 1 if is_composite else 0)

    def _fragment(self, fragment: InlineFragment, type_name: TypeName | None) -> tuple[frozenset[str], SelectionCost]:
        condition = fragment.type_condition or type_name
        selected = self.compile(fragment.selection_set, condition)
        return (self._possible(condition) if condition else frozenset()), selected

    def _possible(self, type_name: TypeName) -> frozenset[str]:
        named = self._schema.get_type(type_name)
        if isinstance(named, GraphQLInterfaceType | GraphQLUnionType):
            return frozenset(one.name for one in self._schema.get_possible_types(named))
        return frozenset((type_name,))

    def _field(self, field: Field, type_name: TypeName) -> FieldCost:
        definition = self._definition(field, type_name)
        places = [(TypeName(one), field.name) for one in (type_name, *sorted(self._possible(type_name)))]
        returned = TypeName(get_named_type(definition.type).name)
        size = next((self._rules.list_sizes[place] for place in places if place in self._rules.list_sizes), None)
        weights = [self._rules.fields[place] for place in places if place in self._rules.fields]
        inner = definition.type.of_type if isinstance(definition.type, GraphQLNonNull) else definition.type
        return FieldCost(
            place=f"{type_name}.{field.name}",
            name=field.name,
            key=field.response_key,
            weight=max(weights, default=self.weight_of(returned)),
            is_list=is_list_type(inner),
            size=size,
            arguments=tuple(self._argument(one, (type_name, field.name), definition) for one in field.arguments),
            defaults={
                name: argument.default_value
                for name, argument in definition.args.items()
                if size is not None and isinstance(argument.default_value, int)
            },
            selected=self.compile(field.selection_set, returned) if field.selection_set is not None else None,
        )

    def _definition(self, field: Field, type_name: TypeName) -> GraphQLField:
        parent = self._schema.type_map[type_name]
        if not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            raise InternalError(f"{type_name}.{field.name} is planned, but {type_name} has no fields.")
        definition: GraphQLField = parent.fields[field.name]
        return definition

    def _argument(
        self, argument: Argument, place: tuple[TypeName, FieldName], definition: GraphQLField
    ) -> ArgumentCost:
        weight = self._rules.arguments.get((*place, argument.name))
        return ArgumentCost(argument.name, parse_value(argument.value), definition.args[argument.name].type, weight)

    def input_cost(self, value: Any, of_type: GraphQLInputType, weight: int | None = None) -> int:
        """Of a value in JSON; `weight` is that of the argument or input field, where it has one."""
        if value is None:
            return 0
        if isinstance(value, list):
            return sum(self.input_cost(item, of_type, weight) for item in value)
        named = get_named_type(of_type)
        own = weight if weight is not None else self._rules.types.get(TypeName(named.name))
        if not isinstance(named, GraphQLInputObjectType) or not isinstance(value, dict):
            return own or 0
        within = (
            self.input_cost(value[name], member.type, self._rules.fields.get((TypeName(named.name), FieldName(name))))
            for name, member in named.fields.items()
            if name in value
        )
        return (1 if own is None else own) + sum(within)

    def estimate(
        self,
        selected: SelectionCost,
        variables: Mapping[str, Any],
        counts: Counts | None = None,
        path: Path = (),
        objects: int = 1,
    ) -> int:
        """Of what is selected of one object at this path, where so many are expected; `counts` notes how many are
        expected below. Raises `SlicingArgumentRequired`."""
        estimate = Estimate(self, variables, self._default_list_size, {} if counts is None else counts)
        return estimate.of(selected, path, objects)


@dataclass(frozen=True, slots=True)
class Estimate:
    """One estimate under way. It notes how many objects it expects where."""

    model: CostModel
    variables: Mapping[str, Any]
    default_list_size: int
    counts: Counts

    def of(
        self, selected: SelectionCost, path: Path = (), objects: int = 1, sizes: Mapping[FieldName, int] | None = None
    ) -> int:
        """Of what is selected of one object, where so many are expected."""
        common = sum(self._field(field, path, objects, sizes or {}) for field in selected.fields)
        costs = [(types, self.of(inner, path, objects, sizes)) for types, inner in selected.fragments]
        every_type = frozenset[str]().union(*(types for types, _ in costs))
        dearest = max((sum(cost for types, cost in costs if one in types) for one in every_type), default=0)
        return max(0, common + dearest)

    def _field(self, field: FieldCost, path: Path, objects: int, sizes: Mapping[FieldName, int]) -> int:
        given = {one.name: value_from_ast_untyped(one.value, dict(self.variables)) for one in field.arguments}
        own_size = list_size(field, given) if field.size is not None else None
        passed_on: dict[FieldName, int] = {}
        if own_size is not None and field.size is not None and field.size.sized_fields:
            passed_on = dict.fromkeys(field.size.sized_fields, own_size)
            own_size = None
        items = 1
        if field.is_list:
            known = sizes.get(field.name) if own_size is None else own_size
            items = self.default_list_size if known is None else known
        here = (*path, field.key)
        self.counts[here] = self.counts.get(here, 0) + objects * items
        below = self.of(field.selected, here, objects * items, passed_on) if field.selected is not None else 0
        inputs = sum(self.model.input_cost(given[one.name], one.type, one.weight) for one in field.arguments)
        return max(0, items * (field.weight + below) + inputs)


def list_size(field: FieldCost, given: Mapping[str, Any]) -> int | None:
    """As `@listSize` tells; None where it does not."""
    if field.size is None:
        return None
    names = field.size.slicing_arguments
    told = [value for name in names if isinstance(value := given.get(name), int)]
    by_default = [field.defaults[name] for name in names if name in field.defaults]
    if names and field.size.requires_one and len(told) != 1 and (told or not by_default):
        raise SlicingArgumentRequired(
            f"{field.place} must be given exactly one of the arguments {', '.join(names)}, which say how much to read."
        )
    sizes = told or by_default
    return max(0, *sizes) if sizes else field.size.assumed


def actual_cost(model: CostModel, selected: SelectionCost, data: object, variables: Mapping[str, Any]) -> int:
    """Of an answer: as estimated, but with the lists that there are."""
    if not isinstance(data, Mapping):
        return 0
    cost = 0
    for field in _fields_of(selected, data.get("__typename")):
        if field.key not in data:
            continue
        inputs = (value_from_ast_untyped(one.value, dict(variables)) for one in field.arguments)
        cost += sum(
            model.input_cost(value, one.type, one.weight) for one, value in zip(field.arguments, inputs, strict=True)
        )
        cost += _cost_of_value(model, field, data.get(field.key), variables)
    return max(0, cost)


def _cost_of_value(model: CostModel, field: FieldCost, value: object, variables: Mapping[str, Any]) -> int:
    if value is None:
        return 0
    if isinstance(value, Sequence) and not isinstance(value, str):
        return sum(_cost_of_value(model, field, item, variables) for item in value)
    if field.selected is None:
        return field.weight
    return field.weight + actual_cost(model, field.selected, value, variables)


def _fields_of(selected: SelectionCost, type_name: object) -> Iterable[FieldCost]:
    """Of an object whose type the answer may not tell: then every fragment whose keys it has counts."""
    yield from selected.fields
    for types, inner in selected.fragments:
        if type_name is None or type_name in types:
            yield from _fields_of(inner, type_name)
