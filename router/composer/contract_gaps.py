"""Does what a contract keeps need something that it leaves out? And what can no longer be reached?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_required_argument,
    is_required_input_field,
)

from router.composer.contract_filter import Hidden, TagFilter, own_types
from router.errors import CompositionError


@dataclass(frozen=True, slots=True)
class Gaps:
    errors: tuple[CompositionError, ...]
    unreachable: tuple[str, ...]
    """Types that are not left out, and that nothing leads to from the root types."""


def find_gaps(schema: GraphQLSchema, hidden: Hidden, tags: TagFilter) -> Gaps:
    query = schema.query_type
    if query is None or query.name in hidden:
        return Gaps((_nothing_left(tags),), ())
    walk = _Walk(schema, hidden, tags)
    errors = tuple(walk.errors())
    kept = (name for name in own_types(schema) if name not in hidden)
    return Gaps(errors, tuple(name for name in kept if name not in walk.reached))


def _nothing_left(tags: TagFilter) -> CompositionError:
    mend = f"Tag at least one of its fields {tags.include_text}." if tags.include else "Exclude less."
    return CompositionError("QUERY_ROOT_TYPE_INACCESSIBLE", f"Nothing of the query type is in the contract. {mend}")


class _Walk:
    """From the root types through everything that the contract keeps."""

    def __init__(self, schema: GraphQLSchema, hidden: Hidden, tags: TagFilter) -> None:
        self.schema = schema
        self.hidden = hidden
        self.tags = tags
        self.reached: set[str] = set()
        self.pending: list[GraphQLNamedType] = []

    def errors(self) -> Iterator[CompositionError]:
        for root in (self.schema.query_type, self.schema.mutation_type, self.schema.subscription_type):
            if root is not None and root.name not in self.hidden:
                self._reach(root)
        while self.pending:
            yield from self._visit(self.pending.pop(0))

    def _reach(self, found: GraphQLNamedType) -> None:
        if found.name not in self.reached and found.name not in self.hidden:
            self.reached.add(found.name)
            self.pending.append(found)

    def _visit(self, found: GraphQLNamedType) -> Iterator[CompositionError]:
        match found:
            case GraphQLObjectType() | GraphQLInterfaceType():
                yield from self._visit_fields(found)
            case GraphQLUnionType():
                for member in found.types:
                    self._reach(member)
            case GraphQLInputObjectType():
                for name, field in found.fields.items():
                    coordinate = f"{found.name}.{name}"
                    yield from self._check_input(coordinate, field.type, is_required_input_field(field), found.name)

    def _visit_fields(self, found: GraphQLObjectType | GraphQLInterfaceType) -> Iterator[CompositionError]:
        for name, field in found.fields.items():
            if f"{found.name}.{name}" not in self.hidden:
                yield from self._visit_field(f"{found.name}.{name}", field)
        for interface in found.interfaces:
            self._reach(interface)
            if interface.name not in self.hidden:
                yield from self._check_implementation(found, interface)
        if isinstance(found, GraphQLInterfaceType):
            implementations = self.schema.get_implementations(found)
            for implementation in (*implementations.objects, *implementations.interfaces):
                self._reach(implementation)

    def _visit_field(self, coordinate: str, field: GraphQLField) -> Iterator[CompositionError]:
        returned = get_named_type(field.type)
        if returned.name in self.hidden:
            yield self._referenced(coordinate, returned.name)
        self._reach(returned)
        arguments: Mapping[str, GraphQLArgument] = field.args
        for name, argument in arguments.items():
            place = coordinate.removesuffix(")") + f"({name}:)"
            yield from self._check_input(place, argument.type, is_required_argument(argument), coordinate)

    def _check_input(
        self, coordinate: str, input_type: object, is_required: bool, owner: str
    ) -> Iterator[CompositionError]:
        """An argument, or a field of an input object."""
        accepted = get_named_type(input_type)  # type: ignore[call-overload]
        reason = self.hidden.get(coordinate)
        if reason is None:
            if accepted.name in self.hidden:
                yield self._referenced(coordinate, accepted.name)
            self._reach(accepted)
        elif is_required:
            message = (
                f'"{coordinate}" is required and "{owner}" is in the contract, but "{coordinate}" is not: {reason}. '
                f'Give it a default value, keep it in the contract, or leave "{owner}" out.'
            )
            yield CompositionError("REQUIRED_INACCESSIBLE", message)

    def _check_implementation(
        self, found: GraphQLObjectType | GraphQLInterfaceType, interface: GraphQLInterfaceType
    ) -> Iterator[CompositionError]:
        for name in interface.fields:
            reason = self.hidden.get(f"{found.name}.{name}")
            if reason is not None and f"{interface.name}.{name}" not in self.hidden:
                message = (
                    f'"{interface.name}.{name}" is in the contract, but "{found.name}.{name}", which implements it, is '
                    f"not: {reason}. {self._keep(f'{found.name}.{name}')} or leave the interface's field out."
                )
                yield CompositionError("IMPLEMENTED_BY_INACCESSIBLE", message)

    def _referenced(self, coordinate: str, type_name: str) -> CompositionError:
        message = (
            f'"{coordinate}" is in the contract, but its type "{type_name}" is not: {self.hidden[type_name]}. '
            f'{self._keep(type_name)} or leave "{coordinate}" out.'
        )
        return CompositionError("REFERENCED_INACCESSIBLE", message)

    def _keep(self, coordinate: str) -> str:
        if self.tags.include:
            return f'Tag "{coordinate}" {self.tags.include_text},'
        return f'Keep "{coordinate}" in the contract,'
