"""What learning holds of people."""

from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.performed_mutations import PerformedMutationRow
from subgraphs.learning.models.reviews import ReviewRow
from subgraphs.shared.privacy import PrivacyPolicy, owned, part_of

_FLASHCARDS = owned(FlashcardRow, "owner_id")

PRIVACY = PrivacyPolicy(
    tables=(_FLASHCARDS, part_of(ReviewRow, "flashcard_id", _FLASHCARDS), owned(PerformedMutationRow, "owner_id")),
    not_people=frozenset({"flashcards.item_id"}),
)
