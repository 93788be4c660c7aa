"""Whether clients send an enum, receive it, or both: that decides how its values merge."""

from collections.abc import Iterable, Mapping
from enum import Flag, auto

from router.composer.subgraph_schema import SubgraphType
from router.composer.type_reference import named_type


class EnumUsage(Flag):
    INPUT = auto()
    OUTPUT = auto()
    BOTH = INPUT | OUTPUT


def find_enum_usages(definitions: Iterable[SubgraphType]) -> Mapping[str, EnumUsage]:
    """By type name; an enum that nothing uses is not in it, but other types are."""
    sent: set[str] = set()
    received: set[str] = set()
    for definition in definitions:
        sent.update(named_type(input_field.type) for input_field in definition.input_fields.values())
        for field in definition.fields.values():
            received.add(named_type(field.type))
            sent.update(named_type(argument.type) for argument in field.arguments.values())
    only = dict.fromkeys(received, EnumUsage.OUTPUT) | dict.fromkeys(sent, EnumUsage.INPUT)
    return only | dict.fromkeys(sent & received, EnumUsage.BOTH)
