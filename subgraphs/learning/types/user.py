"""The learner, to whom every concern of learning adds."""

from typing import Self

import strawberry
from strawberry import ID

from subgraphs.learning.types.own_captures import OwnCaptures
from subgraphs.learning.types.own_flashcards import OwnFlashcards
from subgraphs.learning.types.own_study_sessions import OwnStudySessions


@strawberry.federation.type(keys=["id"])
class User(OwnFlashcards, OwnStudySessions, OwnCaptures):
    id: ID

    @classmethod
    def resolve_reference(cls, id: ID) -> Self:
        return cls(id=id)
