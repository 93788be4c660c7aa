"""The embedded mode: databases, subgraphs, router and query page in one process."""

from functools import lru_cache
from typing import Any

from pydantic import SecretStr
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp

from kumiki.api_keys import api_key_introspector
from kumiki.failures import SupergraphIsMissing
from kumiki.platform import Platform
from kumiki.published_keys import PublishedKeys
from kumiki.schema_files import SUPERGRAPH
from kumiki.settings import PlatformSettings
from kumiki.subgraph_routes import WithRoutes
from router.errors import SupergraphError
from router.server.app import create_app
from router.server.authentication import Authenticator, CallerSigner, ClaimsReader, TokenIssuer, TokenVerifier
from router.server.credentials import ApiKeyAuthenticator, ByPrefix, FirstOf, TokenAuthenticator
from router.server.explorer import ExplorerSource
from router.settings import HeaderSettings, NodeSettings, PlansSettings, RouterSettings, UploadsSettings
from router.supergraph.load import load_supergraph
from router.supergraph.model import Supergraph
from subgraphs.accounts.credentials import Credentials
from subgraphs.shared.subgraph import Subgraph

LOOPBACK_NAMES = ("127.0.0.1", "localhost")
"""The page hands out a token of the demo learner, so no other name may be made to lead here (DNS rebinding)."""

FORWARDED_CLAIMS = ("sid", "act")
"""Which session a caller has, and who acts in their name."""

API_KEY_HEADER = "x-api-key"

TOLD_OF_CLIENTS = {
    "accounts": {"request": [{"client": {"address": "x-client-address", "agent": "x-client-agent"}}]},
    "content": {"request": [{"propagate": {"named": "accept-language"}}]},
}

ROUTER_SETTINGS = RouterSettings(
    node=NodeSettings(enabled=True),
    plans=PlansSettings(exposed=True),
    uploads=UploadsSettings(enabled=True, max_file_bytes=50_000_000),
    headers=HeaderSettings.model_validate({"subgraphs": TOLD_OF_CLIENTS}),
)


def subgraph_settings(settings: PlatformSettings) -> dict[str, Any]:
    """What every subgraph of this process is told: files under home, and nothing outside this process."""
    return {
        "home": settings.home,
        "caller_key": SecretStr(settings.shared_key()),
        "database_url": None,
        "redis_url": None,
        "files_url": settings.files_url or settings.own_url,
    }


def open_platform(settings: PlatformSettings) -> Platform:
    return Platform.open(subgraph_settings(settings))


def create_platform_app(platform: Platform, settings: PlatformSettings, explorer: ExplorerSource) -> ASGIApp:
    """The router over subgraphs that run in this process, by the supergraph that is checked in."""
    router = create_app(
        read_supergraph(),
        ROUTER_SETTINGS,
        platform.clients(),
        authenticator=platform_authenticator(platform.subgraphs["accounts"], settings.shared_key()),
        explorer=explorer,
    )
    app = WithRoutes(router, platform.routes())
    if not settings.is_loopback or ":" in settings.host:  # the middleware cannot read the names of IPv6
        return app
    return TrustedHostMiddleware(app, [settings.host, *LOOPBACK_NAMES], www_redirect=False)


def platform_authenticator(accounts: Subgraph[Any, Any, Any], key: str) -> Authenticator:
    """Knows people by their access tokens and programs by their API keys."""
    signer = CallerSigner(key)
    credentials: Credentials = accounts.services.credentials
    issuer = TokenIssuer(
        PublishedKeys(credentials.access_tokens.key_set),
        issuer=accounts.settings.token_issuer,
        audience=accounts.settings.token_audience,
    )
    verifier = TokenVerifier([issuer], signer, forward_claims=FORWARDED_CLAIMS)
    introspector = api_key_introspector(accounts, ClaimsReader(signer), key)
    tokens = TokenAuthenticator(ByPrefix(introspector, verifier))
    return FirstOf((ApiKeyAuthenticator((), API_KEY_HEADER, introspector=introspector), tokens))


@lru_cache(maxsize=1)
def _loaded(sdl: str) -> Supergraph:
    """Whoever embeds several platforms in one process, as tests do, reads the supergraph once."""
    return load_supergraph(sdl)


def read_supergraph() -> Supergraph:
    try:
        return _loaded(SUPERGRAPH.read_text())
    except (OSError, SupergraphError) as error:
        raise SupergraphIsMissing(SUPERGRAPH) from error
