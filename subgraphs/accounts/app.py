"""The accounts subgraph, put together."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from subgraphs.accounts.events import EVENTS
from subgraphs.accounts.external_callback import external_callback
from subgraphs.accounts.introspection import introspection_endpoint
from subgraphs.accounts.job_handlers import JOBS, PERIODIC_JOBS
from subgraphs.accounts.loaders import Loaders
from subgraphs.accounts.models.all_tables import EVENT_TABLES, JOB_TABLES, METADATA
from subgraphs.accounts.privacy import PRIVACY
from subgraphs.accounts.privacy_events import LEADING_EVENTS
from subgraphs.accounts.privacy_steps import PRIVACY_CONSUMERS, PRIVACY_JOBS, PRIVACY_PERIODIC_JOBS
from subgraphs.accounts.schema import schema
from subgraphs.accounts.seed import seed
from subgraphs.accounts.settings import AccountsSettings
from subgraphs.accounts.wiring import AccountsServices, make_services
from subgraphs.shared.file_routes import file_routes
from subgraphs.shared.subgraph import SubgraphDefinition
from subgraphs.shared.unit_of_work import Transactions


def make_routes(services: AccountsServices, transactions: Transactions) -> Sequence[BaseRoute]:
    async def key_set(_request: Request) -> Response:
        return JSONResponse(
            services.credentials.access_tokens.key_set(), headers={"cache-control": "public, max-age=300"}
        )

    introspect = introspection_endpoint(transactions, services.introspection, services.api_keys)
    come_back = external_callback(transactions, services.external_sign_in)
    return [
        Route("/jwks.json", key_set),
        Route("/introspect", introspect, methods=["POST"]),
        Route("/sign-in/{provider}", come_back, methods=["POST"]),
        *file_routes(services.objects),
    ]


ACCOUNTS = SubgraphDefinition(
    name="accounts",
    schema=schema,
    metadata=METADATA,
    event_tables=EVENT_TABLES,
    job_tables=JOB_TABLES,
    settings_type=AccountsSettings,
    make_loaders=Loaders,
    make_services=make_services,
    events=(*EVENTS, *LEADING_EVENTS),
    privacy=PRIVACY,
    consumers=PRIVACY_CONSUMERS,
    seed=seed,
    jobs=(*JOBS, *PRIVACY_JOBS),
    periodic_jobs=(*PERIODIC_JOBS, *PRIVACY_PERIODIC_JOBS),
    make_routes=make_routes,
)
