"""Progress as something that runs."""

from subgraphs.progress.consumers import CONSUMERS
from subgraphs.progress.events import LevelReached, StreakExtended, XpAwarded
from subgraphs.progress.loaders import Loaders
from subgraphs.progress.models.all_tables import EVENT_TABLES, JOB_TABLES, METADATA
from subgraphs.progress.privacy import PRIVACY
from subgraphs.progress.schema import schema
from subgraphs.progress.seed import seed
from subgraphs.shared.settings import SubgraphSettings
from subgraphs.shared.subgraph import SubgraphDefinition, no_services

PROGRESS = SubgraphDefinition(
    name="progress",
    schema=schema,
    metadata=METADATA,
    event_tables=EVENT_TABLES,
    job_tables=JOB_TABLES,
    settings_type=SubgraphSettings,
    make_loaders=Loaders,
    make_services=no_services,
    events=(XpAwarded, LevelReached, StreakExtended),
    consumers=CONSUMERS,
    privacy=PRIVACY,
    seed=seed,
)
