"""Which types of a subgraph set a context, and which arguments take their value from one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphql import GraphQLSyntaxError

from router.composer.subgraph_schema import Directive, Element, Field, InputValue, SubgraphType
from router.language.selection_set import SelectionSet
from router.specs.context import ContextValue, parse_context_selection, read_context_value
from router.specs.directive_arguments import string_argument

Types = Mapping[str, SubgraphType]


@dataclass(frozen=True, slots=True)
class ContextualArgument:
    """An argument that clients do not see, because it is read from an object further up in the response."""

    definition: SubgraphType
    field: Field
    argument: InputValue
    directive: Directive

    @property
    def coordinate(self) -> str:
        return f"{self.definition.name}.{self.field.name}({self.argument.name}:)"

    @property
    def value(self) -> ContextValue | None:
        return context_value(self.argument)


def is_contextual(argument: Element) -> bool:
    return argument.has("fromContext")


def context_value(argument: Element) -> ContextValue | None:
    """None where it names no context; a rule of its own reports that."""
    directive = argument.first("fromContext")
    return read_context_value(string_argument(directive.node, "field") or "") if directive else None


def contextual_arguments(types: Types) -> Iterator[ContextualArgument]:
    for definition in types.values():
        for field in definition.fields.values():
            for argument in field.arguments.values():
                for directive in argument.applied("fromContext"):
                    yield ContextualArgument(definition, field, argument, directive)


def context_names(definition: SubgraphType) -> Iterator[str]:
    """The contexts that the type sets, as its subgraph calls them."""
    for directive in definition.applied("context"):
        yield string_argument(directive.node, "name") or ""


def context_setters(types: Types) -> dict[str, tuple[SubgraphType, ...]]:
    """The types that set each context, which may be interfaces and unions."""
    setters: dict[str, tuple[SubgraphType, ...]] = {}
    for definition in types.values():
        for name in context_names(definition):
            setters[name] = (*setters.get(name, ()), definition)
    return setters


def selection_of(value: ContextValue) -> SelectionSet | None:
    """None where it is no selection; a rule of its own reports that."""
    try:
        return parse_context_selection(value.selection)
    except GraphQLSyntaxError:
        return None
