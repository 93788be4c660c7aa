"""What learners choose cards by, as mutations take it."""

import strawberry
from strawberry import ID

from subgraphs.learning.models.study_choices import CardChoice
from subgraphs.learning.study_errors import ChoiceIsUnknown
from subgraphs.shared.ids import parse_id


@strawberry.input(description="Which cards to choose from: all that is said must hold of a card.")
class CardChoiceInput:
    topic_id: ID | None = strawberry.field(default=None, description="Cards of this topic and of the topics in it.")
    deck_id: ID | None = strawberry.field(default=None, description="Cards of this deck.")
    tags: list[str] = strawberry.field(default_factory=list, description="Cards that have any of these tags.")
    level: str | None = strawberry.field(default=None, description="Cards of items of this level, such as N5.")


def choice_of(input: CardChoiceInput | None) -> CardChoice:
    """Raises `ChoiceIsUnknown` for what cannot be an id."""
    if input is None:
        return CardChoice()
    keys = {}
    for field, text in (("topicId", input.topic_id), ("deckId", input.deck_id)):
        keys[field] = parse_id(text) if text is not None else None
        if text is not None and keys[field] is None:
            raise ChoiceIsUnknown(field)
    return CardChoice(keys["topicId"], keys["deckId"], tuple(dict.fromkeys(input.tags)), input.level)
