"""Where imported flashcards go: decks by their names, topics by their paths, made where they are missing."""

from collections.abc import Iterable
from uuid import UUID

from subgraphs.learning.anki.collection import DECK_SEPARATOR
from subgraphs.learning.card_settings import CardSettings
from subgraphs.learning.import_options import DeckFate, ImportOptions
from subgraphs.learning.models.topics import DeckRow, Origin, TopicRow
from subgraphs.learning.repository.decks import DeckRepository
from subgraphs.learning.repository.topics import TopicRepository
from subgraphs.learning.service.card_texts import tidied
from subgraphs.learning.service.placing import place_refusals
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork

_NAMELESS = "Default"


class ImportFails(Exception):
    """It cannot be done as it is wanted. The text is the reason, for programs."""


class Places:
    """The decks and topics of one learner, with those that an import adds."""

    def __init__(
        self,
        owner_id: UUID,
        import_id: UUID,
        decks: Iterable[DeckRow],
        topics: Iterable[TopicRow],
        limits: CardSettings,
    ) -> None:
        self._owner_id = owner_id
        self._import_id = import_id
        self._decks = {deck.name: deck for deck in decks}
        self._topics = {(topic.parent_id, topic.name): topic for topic in topics}
        self._limits = limits
        self.new_decks: list[DeckRow] = []
        self.new_topics: list[TopicRow] = []

    @classmethod
    async def of(cls, work: UnitOfWork, owner_id: UUID, import_id: UUID, limits: CardSettings) -> "Places":
        """Held until the transaction ends."""
        decks = await DeckRepository(work.session).of_owner(owner_id)
        topics = await TopicRepository(work.session).locked_tree(owner_id)
        return cls(owner_id, import_id, decks, topics, limits)

    def deck(self, name: str, work: UnitOfWork) -> UUID:
        written = " ".join((tidied(name) or _NAMELESS).split())
        deck = self._decks.get(written)
        if deck is None:
            if len(self._decks) >= self._limits.decks_per_learner:
                raise ImportFails("TOO_MANY_DECKS")
            deck = DeckRow(
                id=new_id(),
                owner_id=self._owner_id,
                name=written,
                description=None,
                new_per_day=None,
                reviews_per_day=None,
                desired_retention=None,
                created_at=work.now,
                updated_at=work.now,
            )
            self._decks[written] = deck
            self.new_decks.append(deck)
        return deck.id

    def topic(self, path: str, work: UnitOfWork) -> UUID:
        """What is deeper than topics may be is one topic with the names of all."""
        names = [name for part in path.split(DECK_SEPARATOR) if (name := " ".join((tidied(part) or "").split()))]
        deepest = self._limits.topic_depth
        levels = [*names[: deepest - 1], DECK_SEPARATOR.join(names[deepest - 1 :])] if len(names) > deepest else names
        parent_id: UUID | None = None
        for name in levels or [_NAMELESS]:
            parent_id = self._topic(parent_id, name, work).id
        if parent_id is None:
            raise RuntimeError("a path has no topic")
        return parent_id

    def _topic(self, parent_id: UUID | None, name: str, work: UnitOfWork) -> TopicRow:
        topic = self._topics.get((parent_id, name))
        if topic is None:
            if len(self._topics) >= self._limits.topics_per_learner:
                raise ImportFails("TOO_MANY_TOPICS")
            topic = TopicRow(
                id=new_id(),
                owner_id=self._owner_id,
                parent_id=parent_id,
                name=name,
                description=None,
                position=sum(parent == parent_id for parent, _ in self._topics),
                origin=Origin.IMPORT,
                origin_id=self._import_id,
                created_at=work.now,
                updated_at=work.now,
            )
            self._topics[parent_id, name] = topic
            self.new_topics.append(topic)
        return topic


async def check_places(work: UnitOfWork, owner_id: UUID, options: ImportOptions) -> None:
    """Raises `ImportFails` where what was named is no more."""
    if await place_refusals(work, owner_id, options.topic_id, options.deck_id):
        raise ImportFails("PLACE_IS_GONE")


def place_of(
    options: ImportOptions, places: Places, deck: str | None, topic: str | None, work: UnitOfWork
) -> tuple[UUID | None, UUID | None]:
    """The topic and the deck of a card, of which the file names a deck or a topic."""
    topic_id, deck_id = options.topic_id, options.deck_id
    if topic_id is None and topic:
        topic_id = places.topic(topic, work)
    if deck and deck_id is None and options.decks_become is DeckFate.DECKS:
        deck_id = places.deck(deck, work)
    if deck and topic_id is None and options.decks_become is DeckFate.TOPICS:
        topic_id = places.topic(deck, work)
    return topic_id, deck_id
