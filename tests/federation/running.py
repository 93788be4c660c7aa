"""Ways to run the platform for a test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.types import ASGIApp

from kumiki.demo import DemoLearner
from kumiki.embedded import create_platform_app, open_platform
from kumiki.platform import Platform
from kumiki.settings import PlatformSettings
from router.settings import RouterSettings
from tests.federation.client import Client
from tests.router.server.conftest import serving


@dataclass(frozen=True, slots=True)
class RunningPlatform:
    """Every subgraph and the router in this process."""

    platform: Platform
    app: ASGIApp
    client: Client
    """Anonymous."""

    @property
    def listener_count(self) -> int:
        """How many subscriptions are open in the subgraphs."""
        return self.platform.messaging.live.listener_count


@asynccontextmanager
async def serve_in_process(settings: PlatformSettings) -> AsyncIterator[RunningPlatform]:
    """The embedded mode as `up` runs it, on a free port, without the command line."""
    platform = open_platform(settings)
    async with platform.run():
        demo = await DemoLearner.find(platform, settings)
        app = create_platform_app(platform, settings, demo.explorer_settings)
        async with serving(app, RouterSettings()) as port:
            yield RunningPlatform(platform, app, Client(app, port, home=settings.home))
