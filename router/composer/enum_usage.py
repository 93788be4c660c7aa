"""Whether clients send an enum, receive it, or both: that decides how its values merge."""

from collections.abc import Iterator
from enum import Flag, auto

from router.composer.composition import Composition
from router.composer.type_reference import named_type


class EnumUsage(Flag):
    INPUT = auto()
    OUTPUT = auto()
    BOTH = INPUT | OUTPUT


def find_enum_usages(composition: Composition) -> dict[str, EnumUsage]:
    """By type name, over all subgraphs; an enum that nothing uses is not in it."""
    usages: dict[str, EnumUsage] = {}
    for name, usage in _usages(composition):
        usages[name] = usages.get(name, usage) | usage
    return usages


def _usages(composition: Composition) -> Iterator[tuple[str, EnumUsage]]:
    for declarations in composition.declarations.values():
        for found in declarations:
            for field in found.definition.fields.values():
                yield named_type(field.type), EnumUsage.OUTPUT
                for argument in field.arguments.values():
                    yield named_type(argument.type), EnumUsage.INPUT
            for input_field in found.definition.input_fields.values():
                yield named_type(input_field.type), EnumUsage.INPUT
