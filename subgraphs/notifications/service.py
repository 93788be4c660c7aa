"""What notifications does about facts, and what a recipient may do with the inbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from subgraphs.notifications.errors import NotificationIsUnknown, TooManyNotifications
from subgraphs.notifications.messages import message_for
from subgraphs.notifications.models import NotificationRow
from subgraphs.notifications.repository import NotificationRepository
from subgraphs.shared.errors import Refusal
from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.ids import new_id, parse_id
from subgraphs.shared.unit_of_work import UnitOfWork

MOST_MARKED_AT_ONCE = 100


def inbox_channel(recipient_id: UUID) -> str:
    """Where open subscriptions hear of a recipient's new notifications."""
    return f"notifications:{recipient_id}"


@dataclass(frozen=True, slots=True)
class MarkedNotifications:
    marked_count: int
    """How many were unread before."""
    notifications: Sequence[NotificationRow]
    """Those named by their ids; empty when all were marked."""
    refusals: Sequence[Refusal] = ()


async def notify(work: UnitOfWork, envelope: EventEnvelope) -> None:
    """Put a message about an event into the inbox of whom it concerns, and tell open subscriptions of it."""
    message = message_for(envelope)
    if message is None:
        return
    row = NotificationRow(
        id=new_id(),
        recipient_id=UUID(envelope.data.get("learnerId") or envelope.data["userId"]),
        kind=message.kind,
        title=message.title,
        body=message.body,
        created_at=work.now,
        source_event_id=envelope.event_id,
    )
    NotificationRepository(work.session).add(row)
    work.publish_live(inbox_channel(row.recipient_id), row.model_dump(mode="json"))


async def mark_all_read(work: UnitOfWork, recipient_id: UUID) -> MarkedNotifications:
    count = await NotificationRepository(work.session).mark_all_read(recipient_id, work.now)
    return MarkedNotifications(count, ())


async def mark_read(work: UnitOfWork, recipient_id: UUID, ids: Sequence[str]) -> MarkedNotifications:
    """Mark these; what was read before keeps its time. Each unknown id is refused and costs the others nothing."""
    if len(ids) > MOST_MARKED_AT_ONCE:
        raise TooManyNotifications(MOST_MARKED_AT_ONCE)
    parsed = [parse_id(text) for text in ids]
    found = await NotificationRepository(work.session).notifications(filter(None, parsed))
    own = {key: row for key, row in found.items() if row.recipient_id == recipient_id}
    unread = [row for row in own.values() if row.read_at is None]
    for row in unread:
        row.read_at = work.now
    refusals = [
        NotificationIsUnknown(text, index)
        for index, (text, key) in enumerate(zip(ids, parsed, strict=True))
        if key not in own
    ]
    return MarkedNotifications(len(unread), [own[key] for key in dict.fromkeys(parsed) if key in own], refusals)
