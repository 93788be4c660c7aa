"""Reading the arguments of an applied directive."""

from graphql import BooleanValueNode, ConstDirectiveNode, DirectiveNode, ListValueNode, StringValueNode, ValueNode


def argument_value(directive: ConstDirectiveNode | DirectiveNode, name: str) -> ValueNode | None:
    for argument in directive.arguments or ():
        if argument.name.value == name:
            return argument.value
    return None


def string_argument(directive: ConstDirectiveNode | DirectiveNode, name: str) -> str | None:
    value = argument_value(directive, name)
    return value.value if isinstance(value, StringValueNode) else None


def string_list_argument(directive: ConstDirectiveNode | DirectiveNode, name: str) -> tuple[str, ...]:
    """As GraphQL coerces: a string that is no list stands for a list of one."""
    value = argument_value(directive, name)
    items = value.values if isinstance(value, ListValueNode) else (value,)
    return tuple(item.value for item in items if isinstance(item, StringValueNode))


def boolean_argument(directive: ConstDirectiveNode | DirectiveNode, name: str, default: bool) -> bool:
    value = argument_value(directive, name)
    return value.value if isinstance(value, BooleanValueNode) else default


def enum_argument(directive: ConstDirectiveNode | DirectiveNode, name: str) -> str | None:
    """An enum value's name; None where the argument is absent or null."""
    value = argument_value(directive, name)
    text = getattr(value, "value", None)
    return text if isinstance(text, str) else None
