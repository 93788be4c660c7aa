"""Whose something is. The type itself is assembled last, because what it has refers to what refers to it."""

from dataclasses import dataclass
from typing import Annotated, Optional

import strawberry
from strawberry import ID

UserType = Optional[Annotated["User", strawberry.lazy("subgraphs.learning.types.user")]]  # type: ignore[name-defined]  # noqa: F821, UP045


@dataclass(frozen=True, slots=True)
class UserKey:
    """A user, for a field of the GraphQL type `User`, whose resolvers read nothing but the id."""

    id: ID
