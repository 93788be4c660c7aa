"""How a learner narrows down their flashcards."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry import ID

from subgraphs.learning.models.flashcards import FlashcardTemplate
from subgraphs.learning.models.items import ItemKind
from subgraphs.learning.models.topics import Origin
from subgraphs.learning.repository.flashcard_search import FlashcardOrder, FlashcardSearch
from subgraphs.learning.scheduling.memory import FlashcardState
from subgraphs.learning.search_text import LONGEST_SEARCH
from subgraphs.learning.service.card_texts import tidied_tags
from subgraphs.learning.types import flashcard_enums as flashcard_enums
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.errors import BadUserInput
from subgraphs.shared.ids import parse_id

MOST_CHOICES = 100
"""Values of one list of a filter."""

describe_enum(
    FlashcardOrder,
    "In which order flashcards come.",
    {
        FlashcardOrder.OLDEST: "Those first that were made first.",
        FlashcardOrder.NEWEST: "Those first that were made last.",
        FlashcardOrder.DUE: "Those first that are due first.",
        FlashcardOrder.MOST_FORGOTTEN: "Those first that were forgotten most often.",
        FlashcardOrder.LEECHES: "Leeches only, those first that became one last.",
    },
)


@strawberry.input(description="What flashcards have to be like. What is not given does not matter.")
class FlashcardFilter:
    text: str | None = strawberry.field(
        default=None,
        description="What stands on them, or in their word, kanji or sentence: as it is written, its reading in kana "
        "or romaji, or a meaning. Every part between spaces has to be found; letters beyond the first 100 "
        "do not count.",
    )
    states: list[FlashcardState] | None = strawberry.field(default=None, description="One of these states.")
    kinds: list[ItemKind] | None = strawberry.field(default=None, description="Made from one of these.")
    templates: list[FlashcardTemplate] | None = strawberry.field(
        default=None, description="Asking in one of these ways."
    )
    origins: list[Origin] | None = strawberry.field(default=None, description="Having come to be in one of these ways.")
    topic_id: ID | None = strawberry.field(default=None, description="Filed under this topic, or one that is in it.")
    with_subtopics: bool = strawberry.field(
        default=True, description="False: of `topicId` itself only, not of what is in it."
    )
    deck_id: ID | None = strawberry.field(default=None, description="Studied with this deck.")
    all_tags: list[str] | None = strawberry.field(default=None, description="Having all of these tags.")
    any_tags: list[str] | None = strawberry.field(default=None, description="Having one of these tags at least.")
    levels: list[str] | None = strawberry.field(
        default=None, description="Made from something of one of these levels, such as `N5`."
    )
    is_suspended: bool | None = strawberry.field(default=None, description="Whether they are suspended.")
    is_buried: bool | None = strawberry.field(default=None, description="Whether they are put off for today.")
    is_leech: bool | None = strawberry.field(default=None, description="Whether they are leeches.")
    is_deleted: bool = strawberry.field(
        default=False, description="True: deleted ones, which can be restored; otherwise those that are not."
    )
    due_after: datetime | None = strawberry.field(default=None, description="Due at this time or later.")
    due_before: datetime | None = strawberry.field(default=None, description="Due earlier than this.")
    created_after: datetime | None = strawberry.field(default=None, description="Made at this time or later.")
    created_before: datetime | None = strawberry.field(default=None, description="Made earlier than this.")


def search_of(filter: FlashcardFilter | None, states: list[FlashcardState] | None = None) -> FlashcardSearch:
    """Raises `BadUserInput` for ids that cannot be any, and for lists that are too long."""
    chosen = filter or FlashcardFilter()
    for values in (chosen.all_tags, chosen.any_tags, chosen.levels):
        if values is not None and len(values) > MOST_CHOICES:
            raise BadUserInput(f"A list of a filter has at most {MOST_CHOICES} values.")
    return FlashcardSearch(
        text=chosen.text[:LONGEST_SEARCH].replace("\0", "") if chosen.text else None,
        states=_both(chosen.states, states),
        kinds=chosen.kinds,
        templates=chosen.templates,
        origins=chosen.origins,
        topic_id=_id(chosen.topic_id),
        with_subtopics=chosen.with_subtopics,
        deck_id=_id(chosen.deck_id),
        all_tags=tidied_tags(chosen.all_tags or ()),
        any_tags=tidied_tags(chosen.any_tags or ()),
        levels=chosen.levels,
        is_suspended=chosen.is_suspended,
        is_buried=chosen.is_buried,
        is_leech=chosen.is_leech,
        is_deleted=chosen.is_deleted,
        due_after=chosen.due_after,
        due_before=chosen.due_before,
        created_after=chosen.created_after,
        created_before=chosen.created_before,
    )


def _both(these: list[FlashcardState] | None, those: list[FlashcardState] | None) -> list[FlashcardState] | None:
    """What both lists allow; None allows everything."""
    if these is None or those is None:
        return those if these is None else these
    return [state for state in these if state in those]


def _id(text: ID | None) -> UUID | None:
    if text is None:
        return None
    key = parse_id(text)
    if key is None:
        raise BadUserInput(f'"{text:.40}" is no id.')
    return key
