"""How a leech could be put differently."""

import strawberry

from subgraphs.learning.card_suggestions import Suggestion, SuggestionKind
from subgraphs.learning.models.flashcards import FlashcardTemplate
from subgraphs.learning.types import flashcard_enums as flashcard_enums
from subgraphs.shared.enums import describe_enum

describe_enum(
    SuggestionKind,
    "In which way a flashcard could be put differently.",
    {
        SuggestionKind.LOOK_ALIKES: "Say what it looks like and is not.",
        SuggestionKind.SOUND_ALIKES: "Say what sounds the same and is not.",
        SuggestionKind.SENTENCE: "Ask for it in a sentence.",
        SuggestionKind.PARTS: "Say what it is made of.",
    },
    name="FlashcardSuggestionKind",
)


@strawberry.type(description="A wording for a flashcard: what is not null is to be given to `rewriteFlashcard`.")
class FlashcardSuggestion:
    kind: SuggestionKind = strawberry.field(description="In which way it helps.")
    text: str = strawberry.field(description="The suggestion in words, for the learner to read.")
    template: FlashcardTemplate | None = strawberry.field(description="How the flashcard would ask.")
    front: str | None = strawberry.field(description="What it would be about.")
    back: str | None = strawberry.field(description="What that means.")
    reading: str | None = strawberry.field(description="How it is read.")
    notes: str | None = strawberry.field(description="What would be shown with the answer.")

    @classmethod
    def of(cls, suggestion: Suggestion) -> "FlashcardSuggestion":
        return cls(
            kind=suggestion.kind,
            text=suggestion.text,
            template=suggestion.template,
            front=suggestion.front,
            back=suggestion.back,
            reading=suggestion.reading,
            notes=suggestion.notes,
        )
