"""Content as something that runs."""

from subgraphs.content.loaders.loaders import Loaders
from subgraphs.content.models.registry import METADATA
from subgraphs.content.models.table import EVENT_TABLES
from subgraphs.content.schema import schema
from subgraphs.content.service.seeding import seed_content
from subgraphs.shared.settings import SubgraphSettings
from subgraphs.shared.subgraph import SubgraphDefinition, no_services

CONTENT: SubgraphDefinition[SubgraphSettings, Loaders, None] = SubgraphDefinition(
    name="content",
    schema=schema,
    metadata=METADATA,
    event_tables=EVENT_TABLES,
    settings_type=SubgraphSettings,
    make_loaders=Loaders,
    make_services=no_services,
    seed=seed_content,
)
