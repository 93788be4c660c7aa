"""The schema of learning, assembled."""

from subgraphs.learning.mutations.root import Mutation
from subgraphs.learning.queries.root import Query
from subgraphs.learning.subscriptions.root import Subscription
from subgraphs.learning.types.captures import Capture
from subgraphs.learning.types.decks import Deck
from subgraphs.learning.types.flashcards import Flashcard, Kanji, Sentence, Word
from subgraphs.learning.types.lessons import Lesson
from subgraphs.learning.types.study_sessions import StudySession
from subgraphs.learning.types.study_tests import StudyTest
from subgraphs.learning.types.topics import Topic
from subgraphs.learning.types.user import User
from subgraphs.shared.federated_schema import FederatedSchema

schema = FederatedSchema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[
        Capture,
        Deck,
        Flashcard,
        Kanji,
        Lesson,
        Sentence,
        StudySession,
        Topic,
        User,
        Word,
        StudyTest,
    ],
)
