"""The embedded mode: databases, subgraphs, router and query page in one process."""

from collections.abc import Callable
from typing import Any

from pydantic import SecretStr
from starlette.types import ASGIApp

from kumiki.platform import Platform
from kumiki.schema_files import SUPERGRAPH
from kumiki.settings import PlatformSettings
from router.server.app import create_app
from router.server.authentication import CallerSigner, JwtAuthenticator, TokenIssuer
from router.server.key_sources import FixedKeys
from router.settings import ExplorerSettings, RouterSettings
from router.supergraph.load import load_supergraph


def subgraph_settings(settings: PlatformSettings) -> dict[str, Any]:
    """What every subgraph of this process is told: files under home, and nothing outside this process."""
    return {
        "home": settings.home,
        "caller_key": SecretStr(settings.shared_key()),
        "database_url": None,
        "redis_url": None,
    }


def open_platform(settings: PlatformSettings) -> Platform:
    return Platform.open(subgraph_settings(settings))


def create_platform_app(
    platform: Platform, settings: PlatformSettings, explorer: Callable[[], ExplorerSettings]
) -> ASGIApp:
    """The router over subgraphs that run in this process."""
    accounts = platform.subgraphs["accounts"]
    issuer = TokenIssuer(FixedKeys(accounts.services.key_set), accounts.services.issuer)
    return create_app(
        load_supergraph(SUPERGRAPH.read_text()),
        RouterSettings(),
        platform.clients(),
        authenticator=JwtAuthenticator([issuer], CallerSigner(settings.shared_key())),
        explorer=explorer,
    )
