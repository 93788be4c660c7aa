"""The learner, to whom every concern of learning adds."""

from typing import Self

import strawberry
from strawberry import ID

from subgraphs.learning.types.exports import OwnExports
from subgraphs.learning.types.imports import OwnImports
from subgraphs.learning.types.next_items import OwnNextItems
from subgraphs.learning.types.own_captures import OwnCaptures
from subgraphs.learning.types.own_flashcards import OwnFlashcards
from subgraphs.learning.types.own_learning_settings import OwnLearningSettings
from subgraphs.learning.types.own_lesson_path import OwnLessonPath
from subgraphs.learning.types.own_reviews import OwnReviews
from subgraphs.learning.types.own_statistics import OwnStatistics
from subgraphs.learning.types.own_study_sessions import OwnStudySessions
from subgraphs.learning.types.own_study_tests import OwnStudyTests
from subgraphs.learning.types.own_syllabi import OwnSyllabi
from subgraphs.learning.types.own_topics import OwnTopics


@strawberry.federation.type(keys=["id"])
class User(
    OwnFlashcards,
    OwnStudySessions,
    OwnStudyTests,
    OwnSyllabi,
    OwnLessonPath,
    OwnReviews,
    OwnLearningSettings,
    OwnTopics,
    OwnCaptures,
    OwnImports,
    OwnExports,
    OwnNextItems,
    OwnStatistics,
):
    id: ID

    @classmethod
    def resolve_reference(cls, id: ID) -> Self:
        return cls(id=id)
