"""Names, types, values, arguments and directives: what operations and type definitions have in common."""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from graphql import (
    ArgumentNode,
    BooleanValueNode,
    DirectiveNode,
    FloatValueNode,
    GraphQLSyntaxError,
    IntValueNode,
    Lexer,
    ListValueNode,
    NamedTypeNode,
    NameNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationType,
    Source,
    StringValueNode,
    TypeNode,
    ValueNode,
    VariableNode,
)
from graphql.language.block_string import dedent_block_string_lines

from router.language.parser.nodes import (
    argument_node,
    directive_node,
    enum_value_node,
    list_type_node,
    name_node,
    named_type_node,
    non_null_type_node,
    string_node,
    variable_node,
)
from router.language.parser.tokens import Tokens
from router.language.source_position import Span

T = TypeVar("T")

_MOST_NESTING = 100
"""Well below what graphql-core's parser allows, which has the last word on what is deeper."""

_NEW_LINE = re.compile(r"\r\n|[\n\r]")
_FLOAT = re.compile("[.eE]")
OPERATION_TYPES: Mapping[str, OperationType] = {kind.value: kind for kind in OperationType}


class NotReadError(Exception):
    """The text is not GraphQL, or so unusual that the ordinary parser is to say what it is."""


class ValueReader:
    """A place among the tokens, and how to read on from there."""

    __slots__ = ("_depth", "_ends", "_index", "_source", "_starts", "_texts")

    def __init__(self, tokens: Tokens, source: Source | None) -> None:
        """Without a source, nodes have no locations."""
        self._texts = tokens.texts
        self._starts = tokens.starts
        self._ends = tokens.ends
        self._source = source
        self._index = 0
        self._depth = 0

    def _span(self, first: int) -> Span | None:
        """From that token to the one just read."""
        if self._source is None:
            return None
        return Span(self._starts[first], self._ends[self._index - 1], self._source)

    def _expect(self, text: str) -> None:
        if self._texts[self._index] != text:
            raise NotReadError
        self._index += 1

    def _skip(self, text: str) -> bool:
        if self._texts[self._index] != text:
            return False
        self._index += 1
        return True

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > _MOST_NESTING:
            raise NotReadError

    def _many(self, opening: str, read: Callable[[], T], closing: str) -> tuple[T, ...]:
        """At least one between the two."""
        self._expect(opening)
        found = [read()]
        texts = self._texts
        while texts[self._index] != closing:
            found.append(read())
        self._index += 1
        return tuple(found)

    def _optional_many(self, opening: str, read: Callable[[], T], closing: str) -> tuple[T, ...]:
        return self._many(opening, read, closing) if self._texts[self._index] == opening else ()

    def _any(self, opening: str, read: Callable[[], T], closing: str) -> tuple[T, ...]:
        """As many as there are between the two, or none."""
        self._expect(opening)
        found: list[T] = []
        while not self._skip(closing):
            found.append(read())
        return tuple(found)

    def _delimited(self, delimiter: str, read: Callable[[], T]) -> tuple[T, ...]:
        self._skip(delimiter)
        found = [read()]
        while self._skip(delimiter):
            found.append(read())
        return tuple(found)

    def _name(self) -> NameNode:
        index = self._index
        text = self._texts[index]
        if not text.isidentifier():
            raise NotReadError
        self._index = index + 1
        return name_node(text, self._span(index))

    def _named_type(self) -> NamedTypeNode:
        index = self._index
        text = self._texts[index]
        if not text.isidentifier():
            raise NotReadError
        self._index = index + 1
        return named_type_node(text, self._span(index))

    def _type(self) -> TypeNode:
        first = self._index
        type_: TypeNode
        if self._texts[first] == "[":
            self._enter()
            self._index += 1
            inner = self._type()
            self._depth -= 1
            self._expect("]")
            type_ = list_type_node(inner, self._span(first))
        else:
            type_ = self._named_type()
        if self._texts[self._index] == "!":
            self._index += 1
            return non_null_type_node(type_, self._span(first))
        return type_

    def _description(self) -> StringValueNode | None:
        return self._string() if self._texts[self._index][:1] == '"' else None

    def _string(self) -> StringValueNode:
        first = self._index
        text = self._texts[first]
        self._index += 1
        return string_node(_string_value(text), text.startswith('"""'), self._span(first))

    def _value(self) -> ValueNode:
        return self._read_value(self._value, self._variable)

    def _const_value(self) -> ValueNode:
        return self._read_value(self._const_value, _no_variable)

    def _read_value(self, inner: Callable[[], ValueNode], variable: Callable[[], VariableNode]) -> ValueNode:
        text = self._texts[self._index]
        match text[:1]:
            case '"':
                return self._string()
            case "[":
                return self._list(inner)
            case "{":
                return self._object(inner)
            case "$":
                return variable()
            case _ if text.isidentifier():
                return self._named_value(text)
            case first if first == "-" or first.isdigit():
                return self._number(text)
            case _:
                raise NotReadError

    def _list(self, value: Callable[[], ValueNode]) -> ListValueNode:
        first = self._index
        self._enter()
        values = self._any("[", value, "]")
        self._depth -= 1
        return ListValueNode(values=values, loc=self._span(first))

    def _object(self, value: Callable[[], ValueNode]) -> ObjectValueNode:
        first = self._index
        self._enter()
        fields = self._any("{", lambda: self._object_field(value), "}")
        self._depth -= 1
        return ObjectValueNode(fields=fields, loc=self._span(first))

    def _object_field(self, value: Callable[[], ValueNode]) -> ObjectFieldNode:
        first = self._index
        name = self._name()
        self._expect(":")
        return ObjectFieldNode(name=name, value=value(), loc=self._span(first))

    def _named_value(self, text: str) -> ValueNode:
        first = self._index
        self._index += 1
        loc = self._span(first)
        match text:
            case "true" | "false":
                return BooleanValueNode(value=text == "true", loc=loc)
            case "null":
                return NullValueNode(loc=loc)
            case _:
                return enum_value_node(text, loc)

    def _number(self, text: str) -> ValueNode:
        first = self._index
        self._index += 1
        number_type = FloatValueNode if _FLOAT.search(text) else IntValueNode
        return number_type(value=text, loc=self._span(first))

    def _variable(self) -> VariableNode:
        first = self._index
        self._expect("$")
        return variable_node(self._name(), self._span(first))

    def _arguments(self, value: Callable[[], ValueNode]) -> tuple[ArgumentNode, ...]:
        if self._texts[self._index] != "(":
            return ()
        return self._many("(", lambda: self._argument(value), ")")

    def _argument(self, value: Callable[[], ValueNode]) -> ArgumentNode:
        first = self._index
        name = self._name()
        self._expect(":")
        return argument_node(name, value(), self._span(first))

    def _directives(self, value: Callable[[], ValueNode]) -> tuple[DirectiveNode, ...]:
        if self._texts[self._index] != "@":
            return ()
        found = [self._directive(value)]
        while self._texts[self._index] == "@":
            found.append(self._directive(value))
        return tuple(found)

    def _directive(self, value: Callable[[], ValueNode]) -> DirectiveNode:
        first = self._index
        self._index += 1
        name = self._name()
        return directive_node(name, self._arguments(value), self._span(first))

    def _operation_type(self) -> OperationType:
        kind = OPERATION_TYPES.get(self._texts[self._index])
        if kind is None:
            raise NotReadError
        self._index += 1
        return kind


def _no_variable() -> VariableNode:
    raise NotReadError


def _string_value(text: str) -> str:
    if text.startswith('"""'):
        lines = _NEW_LINE.split(text[3:-3].replace('\\"""', '"""'))
        return "\n".join(dedent_block_string_lines(lines))
    if "\\" not in text:
        return text[1:-1]
    try:
        return Lexer(Source(text)).advance().value or ""
    except GraphQLSyntaxError as error:
        raise NotReadError from error
