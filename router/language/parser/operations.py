"""Operations and fragments."""

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    NamedTypeNode,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    VariableDefinitionNode,
)

from router.language.parser.nodes import field_node, selection_set_node
from router.language.parser.values import NotReadError, ValueReader


class OperationReader(ValueReader):
    __slots__ = ()

    def _shorthand_query(self) -> OperationDefinitionNode:
        first = self._index
        return OperationDefinitionNode(
            operation=OperationType.QUERY,
            variable_definitions=(),
            directives=(),
            selection_set=self._selection_set(),
            loc=self._span(first),
        )

    def _operation_definition(self) -> OperationDefinitionNode:
        first = self._index
        return OperationDefinitionNode(
            description=self._description(),
            operation=self._operation_type(),
            name=self._name() if self._texts[self._index].isidentifier() else None,
            variable_definitions=self._optional_many("(", self._variable_definition, ")"),
            directives=self._directives(self._value),
            selection_set=self._selection_set(),
            loc=self._span(first),
        )

    def _variable_definition(self) -> VariableDefinitionNode:
        first = self._index
        description = self._description()
        variable = self._variable()
        self._expect(":")
        return VariableDefinitionNode(
            description=description,
            variable=variable,
            type=self._type(),
            default_value=self._const_value() if self._skip("=") else None,
            directives=self._directives(self._const_value),
            loc=self._span(first),
        )

    def _fragment_definition(self) -> FragmentDefinitionNode:
        first = self._index
        description = self._description()
        self._expect("fragment")
        return FragmentDefinitionNode(
            description=description,
            name=self._fragment_name(),
            type_condition=self._type_condition(),
            directives=self._directives(self._value),
            selection_set=self._selection_set(),
            loc=self._span(first),
        )

    def _fragment_name(self) -> NameNode:
        if self._texts[self._index] == "on":
            raise NotReadError
        return self._name()

    def _type_condition(self) -> NamedTypeNode:
        self._expect("on")
        return self._named_type()

    def _selection_set(self) -> SelectionSetNode:
        first = self._index
        self._enter()
        selections = self._many("{", self._selection, "}")
        self._depth -= 1
        return selection_set_node(selections, self._span(first))

    def _selection(self) -> SelectionNode:
        return self._fragment() if self._texts[self._index] == "..." else self._field()

    def _field(self) -> FieldNode:
        first = self._index
        alias, name = None, self._name()
        if self._skip(":"):
            alias, name = name, self._name()
        arguments = self._arguments(self._value)
        directives = self._directives(self._value)
        selection_set = self._selection_set() if self._texts[self._index] == "{" else None
        return field_node(alias, name, arguments, directives, selection_set, self._span(first))

    def _fragment(self) -> FragmentSpreadNode | InlineFragmentNode:
        first = self._index
        self._index += 1
        text = self._texts[self._index]
        if text != "on" and text.isidentifier():
            return FragmentSpreadNode(
                name=self._name(), directives=self._directives(self._value), loc=self._span(first)
            )
        return InlineFragmentNode(
            type_condition=self._type_condition() if text == "on" else None,
            directives=self._directives(self._value),
            selection_set=self._selection_set(),
            loc=self._span(first),
        )
