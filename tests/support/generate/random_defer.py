"""Let parts of an operation come later: selections at random places are put into deferred fragments."""

from random import Random

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    StringValueNode,
    Visitor,
    parse,
    print_ast,
    visit,
)


def with_random_defer(random: Random, text: str) -> str:
    """The same operation, and as valid. Root fields of a mutation stay as they are."""
    return print_ast(visit(parse(text, no_location=True), _Defer(random)))


class _Defer(Visitor):
    def __init__(self, random: Random) -> None:
        super().__init__()
        self.random = random
        self.made = 0
        self.introspection = 0

    def enter_field(self, node: FieldNode, *_: object) -> None:
        # The router answers introspection in one piece.
        self.introspection += node.name.value.startswith("__") and node.selection_set is not None

    def leave_field(self, node: FieldNode, *_: object) -> FieldNode:
        if node.selection_set is None or self.introspection:
            self.introspection -= node.name.value.startswith("__") and node.selection_set is not None
            return node
        return FieldNode(
            name=node.name,
            alias=node.alias,
            arguments=node.arguments,
            directives=node.directives,
            selection_set=self._deferring(node.selection_set),
        )

    def leave_operation_definition(self, node: OperationDefinitionNode, *_: object) -> OperationDefinitionNode:
        if node.operation is not OperationType.QUERY:
            return node
        return OperationDefinitionNode(
            operation=node.operation,
            name=node.name,
            variable_definitions=node.variable_definitions,
            directives=node.directives,
            selection_set=self._deferring(node.selection_set),
        )

    def _deferring(self, selection_set: SelectionSetNode) -> SelectionSetNode:
        selections: list[SelectionNode] = []
        for selection in selection_set.selections:
            draw = self.random.random()
            if draw < 0.2:
                selections.append(self._deferred(selection))
            elif draw < 0.3:
                # What is selected twice, in and out of a deferred fragment, is the same once it is put together.
                selections += [self._deferred(selection), selection]
            else:
                selections.append(selection)
        return SelectionSetNode(selections=tuple(selections))

    def _deferred(self, selection: SelectionNode) -> SelectionNode:
        directive = self._directive()
        if isinstance(selection, FragmentSpreadNode):
            return FragmentSpreadNode(name=selection.name, directives=(*selection.directives, directive))
        if isinstance(selection, InlineFragmentNode):
            return InlineFragmentNode(
                type_condition=selection.type_condition,
                directives=(*selection.directives, directive),
                selection_set=selection.selection_set,
            )
        inner = SelectionSetNode(selections=(selection,))
        return InlineFragmentNode(type_condition=None, directives=(directive,), selection_set=inner)

    def _directive(self) -> DirectiveNode:
        self.made += 1
        label = StringValueNode(value=f"part {self.made}")
        arguments = (ArgumentNode(name=NameNode(value="label"), value=label),) if self.made % 2 else ()
        return DirectiveNode(name=NameNode(value="defer"), arguments=arguments)


def deferred_document(random: Random, text: str) -> DocumentNode:
    return parse(with_random_defer(random, text))
