"""What learning holds of people."""

from subgraphs.learning.models.courses import OrganizationMemberRow
from subgraphs.learning.models.flashcards import FlashcardRow, FlashcardTagRow
from subgraphs.learning.models.learners import LearnerRow
from subgraphs.learning.models.performed_mutations import PerformedMutationRow
from subgraphs.learning.models.reviews import ReviewRow
from subgraphs.learning.models.topics import DeckRow, TopicRow
from subgraphs.shared.privacy import PrivacyPolicy, owned

PRIVACY = PrivacyPolicy(
    tables=(
        owned(LearnerRow, "user_id"),
        owned(OrganizationMemberRow, "user_id"),
        owned(FlashcardRow, "owner_id"),
        owned(FlashcardTagRow, "owner_id"),
        owned(ReviewRow, "owner_id"),
        owned(TopicRow, "owner_id"),
        owned(DeckRow, "owner_id"),
        owned(PerformedMutationRow, "owner_id"),
    ),
    not_people=frozenset(
        {
            *("flashcards.item_id", "flashcards.note_id", "flashcards.image_id", "flashcards.audio_id"),
            *("flashcards.origin_id", "topics.origin_id", "reviews.session_id", "items.id", "items.course_id"),
            *("items.organization_id", "courses.organization_id", "organization_members.organization_id", "courses.id"),
        }
    ),
)
