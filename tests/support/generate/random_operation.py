"""Make up operations on an API schema: aliases that clash with keys, fragments, variables, include and skip."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    Undefined,
    get_named_type,
    is_leaf_type,
    parse,
    validate,
)
from graphql.utilities.type_comparators import do_types_overlap

ATTEMPTS = 12
MOST_SELECTIONS = 40


@dataclass(frozen=True, slots=True)
class RandomOperation:
    """A valid operation and its variables."""

    text: str
    variables: dict[str, Any]


@dataclass
class OperationMaker:
    """The state of one making."""

    random: Random
    schema: GraphQLSchema
    deepest: int
    wild: bool
    """With aliases that are likely to clash; what comes out is not always valid."""

    variables: dict[str, tuple[str, str, Any]] = field(default_factory=dict)
    """Name to declared type, default as printed or nothing, and value (`Undefined` where it is left out)."""

    fragments: list[str] = field(default_factory=list)
    finished: list[tuple[str, GraphQLNamedType]] = field(default_factory=list)
    """Fragments that can be spread again."""

    is_subscription: bool = False
    selections: int = 0

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def make(self) -> RandomOperation:
        root, kind = self._root()
        self.is_subscription = kind == "subscription"
        body = self._braces(root, 0)
        declared = ", ".join(f"${name}: {kind}{default}" for name, (kind, default, _) in self.variables.items())
        head = f"{kind} Random({declared})" if declared else f"{kind} Random"
        values = {name: value for name, (_, _, value) in self.variables.items() if value is not Undefined}
        return RandomOperation("\n\n".join([f"{head} {body}", *self.fragments]) + "\n", values)

    def _root(self) -> tuple[GraphQLObjectType, str]:
        mutation, subscription = self.schema.mutation_type, self.schema.subscription_type
        if mutation and self.chance(0.3):
            return mutation, "mutation"
        if subscription and self.chance(0.2):
            return subscription, "subscription"
        assert self.schema.query_type is not None
        return self.schema.query_type, "query"

    def _braces(self, parent: GraphQLNamedType, depth: int) -> str:
        lines = list(self._selections(parent, depth)) or ["__typename"]
        indent = "  " * (depth + 1)
        return "{\n" + "".join(f"{indent}{line}\n" for line in lines) + "  " * depth + "}"

    def _selections(self, parent: GraphQLNamedType, depth: int) -> Iterator[str]:
        if self.is_subscription and depth == 0 and isinstance(parent, GraphQLObjectType) and self.selections == 0:
            self.selections += 1
            yield from self._field(parent, depth)
            return
        if depth == 0 and parent is self.schema.query_type and self.chance(0.03):
            yield self._introspection()
        for _ in range(self.random.randint(1, 4)):
            self.selections += 1
            draw = self.random.random()
            if self.selections > MOST_SELECTIONS:
                return
            if draw < 0.07:
                yield f"{self._alias('__typename')}__typename{self._condition()}"
            elif draw < 0.2 or isinstance(parent, GraphQLUnionType) or (self._is_abstract(parent) and draw < 0.5):
                yield self._fragment(parent, depth)
            elif isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
                yield from self._field(parent, depth)

    def _introspection(self) -> str:
        if self.chance(0.3):
            return "__schema { queryType { name } subscriptionType { kind } }"
        names = [name for name in self.schema.type_map if not name.startswith("__")]
        return (
            f'named: __type(name: "{self.random.choice(names)}") {{ kind{self._condition()} name fields {{ name }} }}'
        )

    def _is_abstract(self, named: GraphQLNamedType) -> bool:
        return isinstance(named, GraphQLInterfaceType | GraphQLUnionType)

    def _field(self, parent: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> Iterator[str]:
        usable = [name for name, each in parent.fields.items() if depth < self.deepest or _is_leaf(each)]
        if not usable:
            return
        name = self.random.choice(usable)
        definition = parent.fields[name]
        arguments = self._arguments(definition)
        alias = self._alias(name, parent, bool(arguments))
        named = get_named_type(definition.type)
        braces = "" if is_leaf_type(named) else f" {self._braces(named, depth + 1)}"
        condition = "" if self.is_subscription and depth == 0 else self._condition()
        yield f"{alias}{name}{arguments}{condition}{braces}"

    def _alias(
        self, name: str, parent: GraphQLObjectType | GraphQLInterfaceType | None = None, always: bool = False
    ) -> str:
        if self.wild and parent is not None and self.chance(0.15):
            return f"{self.random.choice(list(parent.fields))}: "
        if always or self.chance(0.2):
            return f"{name.strip('_')}{self.selections}: "
        return ""

    def _fragment(self, parent: GraphQLNamedType, depth: int) -> str:
        condition = self._narrower(parent)
        again = [name for name, on in self.finished if self._overlap(parent, on)]
        if again and self.chance(0.15):
            return f"...{self.random.choice(again)}{self._condition()}"
        if self.chance(0.2):
            name = f"F{len(self.fragments)}"
            self.fragments.append("")
            index = len(self.fragments) - 1
            self.fragments[index] = f"fragment {name} on {condition.name} {self._braces(condition, 1)}"
            self.finished.append((name, condition))
            return f"...{name}{self._condition()}"
        on = "" if condition is parent and self.chance(0.3) else f" on {condition.name}"
        return f"...{on}{self._condition()} {self._braces(condition, depth + 1)}"

    def _overlap(self, left: GraphQLNamedType, right: GraphQLNamedType) -> bool:
        composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType
        if not isinstance(left, composite) or not isinstance(right, composite):
            return False
        return do_types_overlap(self.schema, left, right)

    def _narrower(self, parent: GraphQLNamedType) -> GraphQLNamedType:
        if not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType):
            return parent
        roots = (self.schema.query_type, self.schema.mutation_type, self.schema.subscription_type)
        overlapping = [
            each
            for each in self.schema.type_map.values()
            if isinstance(each, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType)
            and not each.name.startswith("__")
            and (each is parent or each not in roots)
            and do_types_overlap(self.schema, parent, each)
        ]
        return self.random.choice(overlapping)

    def _condition(self) -> str:
        if not self.chance(0.12):
            return ""
        directives = self.random.choice([("include",), ("skip",), ("include", "skip")])
        return "".join(f" @{name}(if: {self._boolean()})" for name in directives)

    def _boolean(self) -> str:
        if self.chance(0.3):
            return self.random.choice(["true", "false"])
        value = self.chance(0.5)
        if self.chance(0.3):
            default = " = true" if value else " = false"
            return self._variable("Boolean!" if self.chance(0.5) else "Boolean", default, Undefined)
        return self._variable("Boolean!", "", value)

    def _variable(self, type_text: str, default: str, value: Any) -> str:
        name = f"v{len(self.variables)}"
        self.variables[name] = (type_text, default, value)
        return f"${name}"

    def _arguments(self, definition: GraphQLField) -> str:
        given = [
            f"{name}: {self._argument(each)}"
            for name, each in definition.args.items()
            if _is_required(each) or self.chance(0.5)
        ]
        return f"({', '.join(given)})" if given else ""

    def _argument(self, definition: GraphQLArgument | GraphQLInputField) -> str:
        value = self._input(definition.type, 0)
        if self.chance(0.4):
            return self._variable(str(definition.type), "", value)
        return self._literal(definition.type, value)

    def _input(self, declared: Any, depth: int) -> Any:
        if isinstance(declared, GraphQLNonNull):
            return self._input_value(declared.of_type, depth)
        return None if self.chance(0.1) else self._input_value(declared, depth)

    def _input_value(self, declared: Any, depth: int) -> Any:
        if isinstance(declared, GraphQLList):
            return [self._input(declared.of_type, depth + 1) for _ in range(self.random.randint(0, 2))]
        if isinstance(declared, GraphQLInputObjectType):
            return {
                name: self._input(each.type, depth + 1)
                for name, each in declared.fields.items()
                if isinstance(each.type, GraphQLNonNull) or (depth < 2 and self.chance(0.6))
            }
        if isinstance(declared, GraphQLEnumType):
            return self.random.choice(list(declared.values))
        simple = {"Int": self.random.randint(0, 3), "Float": 1.5, "Boolean": self.chance(0.5)}
        return simple.get(declared.name, self.random.choice(["x", "1", "日本"]))

    def _literal(self, declared: Any, value: Any) -> str:
        """Print a value; now and then a part of it as a variable."""
        inner = declared.of_type if isinstance(declared, GraphQLNonNull) else declared
        if value is None:
            return "null"
        if isinstance(inner, GraphQLList):
            return f"[{', '.join(self._literal(inner.of_type, item) for item in value)}]"
        if isinstance(inner, GraphQLInputObjectType):
            parts = (f"{name}: {self._literal(inner.fields[name].type, each)}" for name, each in value.items())
            return f"{{{', '.join(parts)}}}"
        if self.chance(0.2):
            return self._variable(str(declared), "", value)
        if isinstance(inner, GraphQLEnumType) or not isinstance(value, str):
            return str(value).lower() if isinstance(value, bool) else str(value)
        return f'"{value}"'


def _is_leaf(definition: GraphQLField) -> bool:
    return is_leaf_type(get_named_type(definition.type))


def _is_required(definition: GraphQLArgument) -> bool:
    return isinstance(definition.type, GraphQLNonNull) and definition.default_value is Undefined


def random_operation(random: Random, schema: GraphQLSchema) -> RandomOperation:
    """An operation that is valid: wild ones are tried first, and tamer ones where they do not pass."""
    for attempt in range(ATTEMPTS):
        deepest = random.randint(2, 5)
        operation = OperationMaker(random, schema, deepest, wild=attempt < ATTEMPTS // 2).make()
        if not validate(schema, parse(operation.text)):
            return operation
    return RandomOperation("query Random { __typename }\n", {})
