"""Enums of the domain as GraphQL enums: the business keeps plain Python ones, the schema adds the words."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar, cast

import strawberry

MemberT = TypeVar("MemberT", bound=StrEnum)


def describe_enum(
    enum_type: type[MemberT], description: str, values: Mapping[MemberT, str], name: str | None = None
) -> None:
    """Publish an enum with a description for each member; raises KeyError for a member without one.

    It is called as the class is, unless `name` says otherwise.
    """
    strawberry.enum(enum_type, name=name, description=description)
    for value in cast(Any, enum_type).__strawberry_definition__.values:
        value.description = values[enum_type[value.name]]
