"""Learning as something that runs."""

from subgraphs.learning.events import FlashcardCreated, FlashcardDeleted, FlashcardReviewed
from subgraphs.learning.housekeeping import PERIODIC_JOBS
from subgraphs.learning.loaders import Loaders
from subgraphs.learning.models import EVENT_TABLES, JOB_TABLES, Table
from subgraphs.learning.privacy import PRIVACY
from subgraphs.learning.schema import schema
from subgraphs.learning.seed import seed
from subgraphs.shared.settings import SubgraphSettings
from subgraphs.shared.subgraph import SubgraphDefinition, no_services

LEARNING = SubgraphDefinition(
    name="learning",
    schema=schema,
    metadata=Table.metadata,
    event_tables=EVENT_TABLES,
    job_tables=JOB_TABLES,
    settings_type=SubgraphSettings,
    make_loaders=Loaders,
    make_services=no_services,
    events=(FlashcardCreated, FlashcardReviewed, FlashcardDeleted),
    periodic_jobs=PERIODIC_JOBS,
    privacy=PRIVACY,
    seed=seed,
)
