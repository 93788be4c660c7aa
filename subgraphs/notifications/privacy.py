"""What notifications hold of people."""

from subgraphs.notifications.models import NotificationRow
from subgraphs.shared.privacy import PrivacyPolicy, owned

PRIVACY = PrivacyPolicy(
    tables=(owned(NotificationRow, "recipient_id"),),
    not_people=frozenset({"notifications.source_event_id"}),
)
