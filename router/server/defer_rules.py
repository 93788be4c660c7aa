"""What a document must keep to where it uses `@defer`, besides what its definition says.

https://github.com/graphql/graphql-spec/pull/1110, section "Validation"
"""

from typing import Any

from graphql import (
    ArgumentNode,
    ASTValidationRule,
    BooleanValueNode,
    DirectiveNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    StringValueNode,
    ValidationContext,
    ValidationRule,
    VariableNode,
    Visitor,
    visit,
)

DEFER = "defer"


class UniqueDeferLabels(ASTValidationRule):
    """A label is a literal string, and there is one fragment of that label in the document."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self.known: dict[str, DirectiveNode] = {}

    def enter_directive(self, node: DirectiveNode, *_args: Any) -> None:
        label = _argument(node, "label")
        if label is None:
            return
        if not isinstance(label.value, StringValueNode):
            self.report_error(GraphQLError("The label of @defer must be a literal string.", node))
            return
        text = label.value.value
        if text in self.known:
            message = f'The label "{text}" is given to several @defer; each needs its own.'
            self.report_error(GraphQLError(message, [self.known[text], node]))
        self.known.setdefault(text, node)


class NoDeferOnRootFields(ValidationRule):
    """Root fields of a mutation have effects in order, and a subscription has one; neither comes in parts."""

    context: ValidationContext

    def enter_directive(self, node: DirectiveNode, *_args: Any) -> None:
        if node.name.value != DEFER:
            return
        parent = self.context.get_parent_type()
        schema = self.context.schema
        for kind, root in (("mutation", schema.mutation_type), ("subscription", schema.subscription_type)):
            if root is not None and parent is root:
                message = f'@defer cannot be used on root fields of the {kind} type "{root.name}"; put it below them.'
                self.report_error(GraphQLError(message, node))


class NoDeferInSubscriptions(ValidationRule):
    """An event is answered at once. `@defer` that is switched off, or may be by a variable, may stand."""

    context: ValidationContext

    def enter_operation_definition(self, node: OperationDefinitionNode, *_args: Any) -> None:
        if node.operation is not OperationType.SUBSCRIPTION:
            return
        fragments = self.context.get_recursively_referenced_fragments(node)
        found = _InForce()
        for definition in (node, *fragments):
            visit(definition, found)
        for directive in found.directives:
            message = "@defer cannot be used in a subscription. Switch it off there by its argument: `if: false`."
            self.report_error(GraphQLError(message, directive))


class _InForce(Visitor):
    """Finds each `@defer` that is in force whatever the variables are."""

    def __init__(self) -> None:
        super().__init__()
        self.directives: list[DirectiveNode] = []

    def enter_directive(self, node: DirectiveNode, *_args: Any) -> None:
        condition = _argument(node, "if")
        decided = condition.value if condition is not None else BooleanValueNode(value=True)
        is_off = isinstance(decided, BooleanValueNode) and not decided.value
        if node.name.value == DEFER and not is_off and not isinstance(decided, VariableNode):
            self.directives.append(node)


def _argument(node: DirectiveNode, name: str) -> ArgumentNode | None:
    if node.name.value != DEFER:
        return None
    return next((argument for argument in node.arguments if argument.name.value == name), None)


DEFER_RULES = (UniqueDeferLabels, NoDeferOnRootFields, NoDeferInSubscriptions)
