"""Whom other domains know: here only by their keys."""

from typing import Self
from uuid import UUID

import strawberry
from strawberry.federation.schema_directives import Key
from strawberry.federation.types import FieldSet


@strawberry.federation.type(keys=[Key(fields=FieldSet("id"), resolvable=False)])
class Organization:
    id: strawberry.ID

    @classmethod
    def of(cls, organization_id: UUID | None) -> Self | None:
        return cls(id=strawberry.ID(str(organization_id))) if organization_id is not None else None
