"""What learning holds of people."""

from subgraphs.learning.models import FlashcardRow, PerformedMutationRow, ReviewRow
from subgraphs.shared.privacy import PrivacyPolicy, owned, part_of

_FLASHCARDS = owned(FlashcardRow, "owner_id")

PRIVACY = PrivacyPolicy(
    tables=(_FLASHCARDS, part_of(ReviewRow, "flashcard_id", _FLASHCARDS), owned(PerformedMutationRow, "owner_id")),
    not_people=frozenset({"flashcards.item_id"}),
)
