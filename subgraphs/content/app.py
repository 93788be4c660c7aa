"""Content as something that runs."""

from subgraphs.content.events.all_events import EVENTS
from subgraphs.content.loaders.loaders import Loaders
from subgraphs.content.models.registry import METADATA
from subgraphs.content.models.table import EVENT_TABLES, JOB_TABLES
from subgraphs.content.schema import schema
from subgraphs.content.service.seeding import seed_content
from subgraphs.content.settings import ContentSettings
from subgraphs.content.wiring import ContentServices, make_services
from subgraphs.shared.subgraph import SubgraphDefinition

CONTENT: SubgraphDefinition[ContentSettings, Loaders, ContentServices] = SubgraphDefinition(
    name="content",
    schema=schema,
    metadata=METADATA,
    event_tables=EVENT_TABLES,
    job_tables=JOB_TABLES,
    settings_type=ContentSettings,
    make_loaders=Loaders,
    make_services=make_services,
    events=EVENTS,
    seed=seed_content,
)
