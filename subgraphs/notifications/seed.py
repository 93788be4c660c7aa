"""Some notifications for the demo learner, so that the inbox is not empty at first sight: one read, the rest unread."""

from datetime import timedelta

from subgraphs.notifications.messages import NotificationKind
from subgraphs.notifications.models import NotificationRow
from subgraphs.notifications.repository import NotificationRepository
from subgraphs.shared.ids import seed_id
from subgraphs.shared.pagination import PageRequest
from subgraphs.shared.seeding import ReportProgress
from subgraphs.shared.settings import SubgraphSettings
from subgraphs.shared.unit_of_work import Transactions

_MESSAGES = (
    (NotificationKind.STREAK_EXTENDED, "4 days in a row", "Study again tomorrow and your streak goes on."),
    (NotificationKind.STREAK_EXTENDED, "5 days in a row", "Study again tomorrow and your streak goes on."),
    (NotificationKind.XP_AWARDED, "You earned 10 XP", "Good recall, one more card done."),
)
"""The oldest first, as the demo learner's history of points would have made them."""


async def seed(transactions: Transactions, settings: SubgraphSettings, report: ReportProgress) -> None:
    recipient_id = seed_id("user", 0)
    async with transactions.begin() as work:
        repository = NotificationRepository(work.session)
        if (await repository.page(recipient_id, False, PageRequest(1))).rows:
            return
        for index, (kind, title, body) in enumerate(_MESSAGES):
            age = timedelta(days=2) if index == 0 else timedelta(days=1) - timedelta(seconds=index)
            repository.add(
                NotificationRow(
                    id=seed_id("notification", index),
                    recipient_id=recipient_id,
                    kind=kind,
                    title=title,
                    body=body,
                    created_at=work.now - age,
                    read_at=work.now - timedelta(days=1) if index == 0 else None,
                    source_event_id=seed_id("notification-event", index),
                )
            )
        report("notifications", len(_MESSAGES), len(_MESSAGES))
