"""Notifications as something that runs."""

from subgraphs.notifications.loaders import Loaders
from subgraphs.notifications.messages import TOLD_EVENTS, TOLD_REMINDERS
from subgraphs.notifications.models import EVENT_TABLES, JOB_TABLES, Table
from subgraphs.notifications.privacy import PRIVACY
from subgraphs.notifications.schema import schema
from subgraphs.notifications.seed import seed
from subgraphs.notifications.service import notify
from subgraphs.shared.event_consumer import Consumer
from subgraphs.shared.settings import SubgraphSettings
from subgraphs.shared.subgraph import SubgraphDefinition, no_services

NOTIFICATIONS = SubgraphDefinition(
    name="notifications",
    schema=schema,
    metadata=Table.metadata,
    event_tables=EVENT_TABLES,
    job_tables=JOB_TABLES,
    settings_type=SubgraphSettings,
    make_loaders=Loaders,
    make_services=no_services,
    consumers=(
        Consumer("tell-progress", "progress-events", dict.fromkeys(TOLD_EVENTS, notify)),
        Consumer("tell-reminders", "reminder-events", dict.fromkeys(TOLD_REMINDERS, notify)),
    ),
    privacy=PRIVACY,
    seed=seed,
)
