"""The root mutation type: what every module of this package brings."""

import strawberry

from subgraphs.learning.mutations.captures import CaptureMutations
from subgraphs.learning.mutations.decks import DeckMutations
from subgraphs.learning.mutations.exports import ExportMutations
from subgraphs.learning.mutations.flashcard_changes import FlashcardChangeMutations
from subgraphs.learning.mutations.flashcard_media import FlashcardMediaMutations
from subgraphs.learning.mutations.flashcard_texts import FlashcardTextMutations
from subgraphs.learning.mutations.flashcards import FlashcardMutations
from subgraphs.learning.mutations.imports import ImportMutations
from subgraphs.learning.mutations.learning_settings import LearningSettingsMutations
from subgraphs.learning.mutations.reviews import ReviewMutations
from subgraphs.learning.mutations.study_sessions import StudySessionMutations
from subgraphs.learning.mutations.study_tests import StudyTestMutations
from subgraphs.learning.mutations.syllabi import SyllabusMutations
from subgraphs.learning.mutations.tags import TagMutations
from subgraphs.learning.mutations.topics import TopicMutations


@strawberry.type
class Mutation(
    FlashcardMutations,
    ReviewMutations,
    LearningSettingsMutations,
    StudySessionMutations,
    SyllabusMutations,
    DeckMutations,
    TopicMutations,
    CaptureMutations,
    ImportMutations,
    ExportMutations,
    FlashcardChangeMutations,
    FlashcardMediaMutations,
    FlashcardTextMutations,
    TagMutations,
    StudyTestMutations,
):
    pass
