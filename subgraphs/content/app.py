"""Content as something that runs."""

from collections.abc import Sequence

from starlette.routing import BaseRoute

from subgraphs.content.consumers import CONSUMERS
from subgraphs.content.events.all_events import EVENTS
from subgraphs.content.loaders.loaders import Loaders
from subgraphs.content.models.registry import METADATA
from subgraphs.content.models.table import EVENT_TABLES, JOB_TABLES
from subgraphs.content.privacy import PRIVACY
from subgraphs.content.schema import schema
from subgraphs.content.service.forgetting import PERIODIC_JOBS as FORGETTING_JOBS
from subgraphs.content.service.media_jobs import JOBS as MEDIA_JOBS
from subgraphs.content.service.media_jobs import PERIODIC_JOBS as MEDIA_PERIODIC_JOBS
from subgraphs.content.service.seeding import seed_content
from subgraphs.content.settings import ContentSettings
from subgraphs.content.wiring import ContentServices, make_services
from subgraphs.shared.file_routes import file_routes
from subgraphs.shared.subgraph import SubgraphDefinition
from subgraphs.shared.unit_of_work import Transactions


def make_routes(services: ContentServices, _transactions: Transactions) -> Sequence[BaseRoute]:
    return file_routes(services.media.objects)


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
    consumers=CONSUMERS,
    jobs=MEDIA_JOBS,
    periodic_jobs=(*MEDIA_PERIODIC_JOBS, *FORGETTING_JOBS),
    privacy=PRIVACY,
    seed=seed_content,
    make_routes=make_routes,
)
