"""The algebra of type references such as `[Product!]!`: which is narrower, and what two of them have in common."""

from collections.abc import Callable, Iterable

from graphql import ListTypeNode, NamedTypeNode, NonNullTypeNode, TypeNode

from router.supergraph.print_type import print_type

IsMember = Callable[[str, str], bool]
"""Whether the first named type is an implementation or a member of the second."""


def named_type(reference: TypeNode) -> str:
    """`[Product!]` -> `Product`."""
    while not isinstance(reference, NamedTypeNode):
        assert isinstance(reference, NonNullTypeNode | ListTypeNode)  # noqa: S101, there is no fourth kind
        reference = reference.type
    return reference.name.value


def is_subtype(narrow: TypeNode, wide: TypeNode, is_member: IsMember) -> bool:
    """Whether every value of `narrow` is a value of `wide`."""
    if isinstance(narrow, NonNullTypeNode):
        return is_subtype(narrow.type, wide.type if isinstance(wide, NonNullTypeNode) else wide, is_member)
    if isinstance(wide, NonNullTypeNode):
        return False
    if isinstance(narrow, ListTypeNode) and isinstance(wide, ListTypeNode):
        return is_subtype(narrow.type, wide.type, is_member)
    if isinstance(narrow, ListTypeNode) or isinstance(wide, ListTypeNode):
        return False
    return named_type(narrow) == named_type(wide) or is_member(named_type(narrow), named_type(wide))


def widest(references: Iterable[TypeNode], is_member: IsMember) -> TypeNode | None:
    """The one of them that all others are subtypes of: what a field may return; None where there is none."""
    distinct = list({print_type(reference): reference for reference in references}.values())
    for candidate in distinct:
        if all(is_subtype(other, candidate, is_member) for other in distinct):
            return candidate
    return None


def narrowest(references: Iterable[TypeNode]) -> TypeNode | None:
    """The one of them that is a subtype of all others: what an input may be given; None where there is none."""
    distinct = list({print_type(reference): reference for reference in references}.values())
    for candidate in distinct:
        if all(is_subtype(candidate, other, _is_never_member) for other in distinct):
            return candidate
    return None


def _is_never_member(_: str, __: str) -> bool:
    return False
