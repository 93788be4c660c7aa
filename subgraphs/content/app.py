"""Content as something that runs."""

from subgraphs.content.loaders import Loaders
from subgraphs.content.models import EVENT_TABLES, Table
from subgraphs.content.schema import schema
from subgraphs.content.service import seed_content
from subgraphs.shared.settings import SubgraphSettings
from subgraphs.shared.subgraph import SubgraphDefinition, no_services

CONTENT: SubgraphDefinition[SubgraphSettings, Loaders, None] = SubgraphDefinition(
    name="content",
    schema=schema,
    metadata=Table.metadata,
    event_tables=EVENT_TABLES,
    settings_type=SubgraphSettings,
    make_loaders=Loaders,
    make_services=no_services,
    seed=seed_content,
)
