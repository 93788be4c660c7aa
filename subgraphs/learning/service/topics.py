"""Topics: made, named, moved and thrown away. They nest without cycles, and not too deep."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlmodel import col

from subgraphs.learning.card_errors import TooMany, TopicIsTooDeep, TopicIsUnknown, TopicWouldBeInItself
from subgraphs.learning.card_settings import CardSettings
from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.topics import Origin, TopicRow
from subgraphs.learning.repository.topics import TopicRepository, delete_cards_where
from subgraphs.learning.service.card_texts import checked_description, checked_name
from subgraphs.learning.service.performed_mutations import claim
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork


class CardsFate(StrEnum):
    """What becomes of the cards of a topic or deck that is thrown away."""

    KEEP = "KEEP"
    DELETE = "DELETE"


@dataclass(frozen=True, slots=True)
class NewTopic:
    name: str
    description: str | None = None
    parent_id: UUID | None = None
    origin: Origin = Origin.OWN
    origin_id: UUID | None = None


async def create_topic(
    work: UnitOfWork, owner_id: UUID, wanted: NewTopic, limits: CardSettings, client_mutation_id: str | None = None
) -> TopicRow | None:
    """The topic, as the last of its parent's; None when a repeated mutation made one that is no more."""
    name, description = checked_name(wanted.name), checked_description(wanted.description)
    target = f"topic:{wanted.parent_id}:{name}"
    performed = await claim(work, owner_id, client_mutation_id, target[:500])
    repository = TopicRepository(work.session)
    if performed is not None and not performed.is_new:
        return await repository.owned(UUID(performed.row.result), owner_id)
    tree = Tree(await repository.locked_tree(owner_id))
    if len(tree.rows) >= limits.topics_per_learner:
        raise TooMany("topics", limits.topics_per_learner)
    if wanted.parent_id is not None and wanted.parent_id not in tree.rows:
        raise TopicIsUnknown(("parentId",))
    if tree.depth(wanted.parent_id) >= limits.topic_depth:
        raise TopicIsTooDeep(limits.topic_depth)
    row = TopicRow(
        id=new_id(),
        owner_id=owner_id,
        parent_id=wanted.parent_id,
        name=name,
        description=description,
        position=len(tree.children(wanted.parent_id)),
        origin=wanted.origin,
        origin_id=wanted.origin_id,
        created_at=work.now,
        updated_at=work.now,
    )
    await repository.add(row)
    if performed is not None:
        performed.row.result = str(row.id)
    return row


async def describe_topic(
    work: UnitOfWork, owner_id: UUID, topic_id: UUID, name: str | None, description: str | None
) -> TopicRow:
    """None: as it is; an empty description: none."""
    row = await TopicRepository(work.session).owned(topic_id, owner_id)
    if row is None:
        raise TopicIsUnknown
    row.name = row.name if name is None else checked_name(name)
    row.description = row.description if description is None else checked_description(description)
    row.updated_at = work.now
    return row


async def move_topic(
    work: UnitOfWork,
    owner_id: UUID,
    topic_id: UUID,
    parent_id: UUID | None,
    position: int | None,
    limits: CardSettings,
) -> TopicRow:
    """Put a topic under another one, or at the top, at a place among those that are there; None: as the last."""
    tree = Tree(await TopicRepository(work.session).locked_tree(owner_id))
    row = tree.rows.get(topic_id)
    if row is None:
        raise TopicIsUnknown
    if parent_id is not None and parent_id not in tree.rows:
        raise TopicIsUnknown(("parentId",))
    if parent_id in tree.within(topic_id):
        raise TopicWouldBeInItself
    if tree.depth(parent_id) + tree.height(topic_id) > limits.topic_depth:
        raise TopicIsTooDeep(limits.topic_depth)
    _number(work, [one for one in tree.children(row.parent_id) if one is not row])
    row.parent_id, row.updated_at = parent_id, work.now
    siblings = [one for one in tree.children(parent_id) if one is not row]
    place = len(siblings) if position is None else max(0, min(position, len(siblings)))
    _number(work, [*siblings[:place], row, *siblings[place:]])
    return row


@dataclass(frozen=True, slots=True)
class ThrownAwayPlace:
    """What became of the cards of a topic or deck."""

    kept: int
    deleted: int


async def delete_topic(work: UnitOfWork, owner_id: UUID, topic_id: UUID, fate: CardsFate) -> ThrownAwayPlace:
    """Throw a topic away with all that are in it. Cards that are kept move to the topic above, if there is one."""
    repository = TopicRepository(work.session)
    tree = Tree(await repository.locked_tree(owner_id))
    row = tree.rows.get(topic_id)
    if row is None:
        raise TopicIsUnknown
    gone = tree.within(topic_id)
    deleted = 0
    if fate is CardsFate.DELETE:
        deleted = await delete_cards_where(work.session, col(FlashcardRow.topic_id).in_(gone), work.now)
    moved = await repository.move_cards(gone, row.parent_id, work.now)
    await repository.delete(gone)
    _number(work, [one for one in tree.children(row.parent_id) if one is not row])
    return ThrownAwayPlace(kept=0 if fate is CardsFate.DELETE else moved, deleted=deleted)


class Tree:
    """All topics of one learner, in the order in which those of one parent are shown."""

    def __init__(self, rows: Sequence[TopicRow]) -> None:
        self.rows = {row.id: row for row in rows}

    def children(self, parent_id: UUID | None) -> list[TopicRow]:
        return [row for row in self.rows.values() if row.parent_id == parent_id]

    def within(self, topic_id: UUID) -> list[UUID]:
        """This topic and all that are in it."""
        found = [topic_id]
        for at in found:
            found += [row.id for row in self.children(at)]
        return found

    def depth(self, topic_id: UUID | None) -> int:
        """How many topics stand from the top down to this one, itself with them."""
        depth = 0
        while topic_id is not None:
            depth, topic_id = depth + 1, self.rows[topic_id].parent_id
        return depth

    def height(self, topic_id: UUID) -> int:
        """How many topics stand from this one down to the deepest in it."""
        return 1 + max((self.height(row.id) for row in self.children(topic_id)), default=0)


def _number(work: UnitOfWork, siblings: Iterable[TopicRow]) -> None:
    for position, row in enumerate(siblings):
        if row.position != position:
            row.position, row.updated_at = position, work.now
