"""Everything in `router.yaml`, section by section."""

from typing import Literal

from router.settings.access import AccessSettings
from router.settings.apq import ApqSettings
from router.settings.authentication import AuthenticationSettings
from router.settings.batching import BatchingSettings
from router.settings.cache import CacheSettings
from router.settings.compression import CompressionSettings
from router.settings.cors import CorsSettings
from router.settings.csrf import CsrfSettings
from router.settings.defer import DeferSettings
from router.settings.demand_control import DemandControlSettings
from router.settings.errors import ErrorsSettings
from router.settings.explorer import ExplorerSettings
from router.settings.headers import HeaderSettings
from router.settings.introspection import IntrospectionSettings
from router.settings.limits import LimitsSettings
from router.settings.node import NodeSettings
from router.settings.override import OverrideSettings
from router.settings.planning import PlanningSettings
from router.settings.plans import PlansSettings
from router.settings.rate_limits import RateLimitsSettings
from router.settings.section import Section
from router.settings.security_headers import SecurityHeadersSettings
from router.settings.server import ServerSettings
from router.settings.subgraphs import SubgraphsSettings
from router.settings.subscriptions import SubscriptionsSettings
from router.settings.telemetry import TelemetrySettings
from router.settings.trusted_documents import TrustedDocumentsSettings
from router.settings.uploads import UploadsSettings
from router.settings.websocket import WebSocketSettings


class RouterSettings(Section):
    """Everything in `router.yaml`."""

    mode: Literal["development", "production"] = "development"
    """What switches mean that are not set. Development shows query page, schema, plans and errors, and listens on
    loopback only; production shows none of them."""

    server: ServerSettings = ServerSettings()
    limits: LimitsSettings = LimitsSettings()
    cache: CacheSettings = CacheSettings()
    planning: PlanningSettings = PlanningSettings()
    subgraphs: SubgraphsSettings = SubgraphsSettings()
    headers: HeaderSettings = HeaderSettings()
    authentication: AuthenticationSettings = AuthenticationSettings()
    access: AccessSettings = AccessSettings()
    node: NodeSettings = NodeSettings()
    override: OverrideSettings = OverrideSettings()
    apq: ApqSettings = ApqSettings()
    trusted_documents: TrustedDocumentsSettings = TrustedDocumentsSettings()
    batching: BatchingSettings = BatchingSettings()
    uploads: UploadsSettings = UploadsSettings()
    compression: CompressionSettings = CompressionSettings()
    defer: DeferSettings = DeferSettings()
    subscriptions: SubscriptionsSettings = SubscriptionsSettings()
    websocket: WebSocketSettings = WebSocketSettings()
    demand_control: DemandControlSettings = DemandControlSettings()
    rate_limits: RateLimitsSettings = RateLimitsSettings()
    cors: CorsSettings = CorsSettings()
    csrf: CsrfSettings = CsrfSettings()
    security_headers: SecurityHeadersSettings = SecurityHeadersSettings()
    introspection: IntrospectionSettings = IntrospectionSettings()
    errors: ErrorsSettings = ErrorsSettings()
    explorer: ExplorerSettings = ExplorerSettings()
    plans: PlansSettings = PlansSettings()
    telemetry: TelemetrySettings = TelemetrySettings()
