"""Learning as something that runs."""

from collections.abc import Sequence

from starlette.routing import BaseRoute

from subgraphs.learning.capture_jobs import CAPTURE_JOBS, CAPTURE_PERIODIC_JOBS
from subgraphs.learning.card_housekeeping import CARD_PERIODIC_JOBS
from subgraphs.learning.catalogue_consumers import CATALOGUE_CONSUMERS
from subgraphs.learning.consumers import CONSUMERS
from subgraphs.learning.events.all_events import EVENTS
from subgraphs.learning.export_jobs import EXPORT_JOBS
from subgraphs.learning.housekeeping import PERIODIC_JOBS
from subgraphs.learning.import_jobs import IMPORT_JOBS, IMPORT_PERIODIC_JOBS
from subgraphs.learning.loaders import Loaders
from subgraphs.learning.models.all_tables import EVENT_TABLES, JOB_TABLES, METADATA
from subgraphs.learning.privacy import PRIVACY
from subgraphs.learning.scheduling_jobs import SCHEDULING_JOBS, SCHEDULING_PERIODIC_JOBS
from subgraphs.learning.schema import schema
from subgraphs.learning.seed import seed
from subgraphs.learning.settings import LearningSettings
from subgraphs.learning.study_housekeeping import STUDY_PERIODIC_JOBS
from subgraphs.learning.syllabus_jobs import SYLLABUS_CONSUMERS, SYLLABUS_JOBS, SYLLABUS_PERIODIC_JOBS
from subgraphs.learning.wiring import LearningServices, make_services
from subgraphs.shared.file_routes import file_routes
from subgraphs.shared.subgraph import SubgraphDefinition
from subgraphs.shared.unit_of_work import Transactions


def make_routes(services: LearningServices, _transactions: Transactions) -> Sequence[BaseRoute]:
    return file_routes(services.objects)


LEARNING = SubgraphDefinition(
    name="learning",
    schema=schema,
    metadata=METADATA,
    event_tables=EVENT_TABLES,
    job_tables=JOB_TABLES,
    settings_type=LearningSettings,
    make_loaders=Loaders,
    make_services=make_services,
    events=EVENTS,
    consumers=(*CONSUMERS, *CATALOGUE_CONSUMERS, *SYLLABUS_CONSUMERS),
    jobs=(*SCHEDULING_JOBS, *CAPTURE_JOBS, *IMPORT_JOBS, *EXPORT_JOBS, *SYLLABUS_JOBS),
    periodic_jobs=(
        *SCHEDULING_PERIODIC_JOBS,
        *PERIODIC_JOBS,
        *STUDY_PERIODIC_JOBS,
        *SYLLABUS_PERIODIC_JOBS,
        *CAPTURE_PERIODIC_JOBS,
        *IMPORT_PERIODIC_JOBS,
        *CARD_PERIODIC_JOBS,
    ),
    privacy=PRIVACY,
    seed=seed,
    make_routes=make_routes,
)
