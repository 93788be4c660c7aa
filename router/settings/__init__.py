"""What an operator may set, in `router.yaml`; every setting has a default that suits a first start."""

from router.settings.access import AccessSettings, PolicySettings
from router.settings.apq import ApqSettings
from router.settings.authentication import ApiKeySettings, AuthenticationSettings, JwksSettings, TokenSettings
from router.settings.batching import BatchingSettings
from router.settings.cache import CacheSettings
from router.settings.compression import CompressionSettings
from router.settings.cors import CorsSettings
from router.settings.csrf import CsrfSettings
from router.settings.defer import DeferSettings
from router.settings.demand_control import DemandControlSettings
from router.settings.errors import ErrorsSettings
from router.settings.explorer import ExplorerSettings, TabSettings
from router.settings.headers import HeaderSettings
from router.settings.introspection import IntrospectionSettings
from router.settings.limits import LimitsSettings
from router.settings.load import load_settings
from router.settings.mode import apply_mode, check_listening_address
from router.settings.node import NodeSettings
from router.settings.override import OverrideSettings
from router.settings.planning import PlanningSettings
from router.settings.plans import PlansSettings
from router.settings.rate_limits import RateLimitSettings, RateLimitsSettings
from router.settings.resilience import CircuitSettings, RetrySettings
from router.settings.router_settings import RouterSettings
from router.settings.security_headers import SecurityHeadersSettings
from router.settings.server import ServerSettings
from router.settings.subgraph_subscriptions import ReconnectSettings, SubgraphSubscriptionSettings
from router.settings.subgraphs import SubgraphSettings, SubgraphsSettings
from router.settings.subscriptions import SubscriptionsSettings
from router.settings.telemetry import MetricsSettings, RequestIdSettings, TelemetrySettings, TracingSettings
from router.settings.tls import SubgraphTlsSettings, TlsSettings
from router.settings.token_introspection import TokenIntrospectionSettings
from router.settings.trusted_documents import TrustedDocumentsSettings
from router.settings.uploads import UploadsSettings
from router.settings.websocket import WebSocketSettings

__all__ = [
    "AccessSettings",
    "ApiKeySettings",
    "ApqSettings",
    "AuthenticationSettings",
    "BatchingSettings",
    "CacheSettings",
    "CircuitSettings",
    "CompressionSettings",
    "CorsSettings",
    "CsrfSettings",
    "DeferSettings",
    "DemandControlSettings",
    "ErrorsSettings",
    "ExplorerSettings",
    "HeaderSettings",
    "IntrospectionSettings",
    "JwksSettings",
    "LimitsSettings",
    "MetricsSettings",
    "NodeSettings",
    "OverrideSettings",
    "PlanningSettings",
    "PlansSettings",
    "PolicySettings",
    "RateLimitSettings",
    "RateLimitsSettings",
    "ReconnectSettings",
    "RequestIdSettings",
    "RetrySettings",
    "RouterSettings",
    "SecurityHeadersSettings",
    "ServerSettings",
    "SubgraphSettings",
    "SubgraphSubscriptionSettings",
    "SubgraphTlsSettings",
    "SubgraphsSettings",
    "SubscriptionsSettings",
    "TabSettings",
    "TelemetrySettings",
    "TlsSettings",
    "TokenIntrospectionSettings",
    "TokenSettings",
    "TracingSettings",
    "TrustedDocumentsSettings",
    "UploadsSettings",
    "WebSocketSettings",
    "apply_mode",
    "check_listening_address",
    "load_settings",
]
