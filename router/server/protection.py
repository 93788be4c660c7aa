"""The layers around the application that protect it and its users; each is there only where its settings ask for it."""

from starlette.types import ASGIApp

from router.server.cors import Cors
from router.server.csrf import CsrfPrevention
from router.server.demand_control import ToldCost
from router.server.rate_limits import CountedClients, RateLimiter
from router.server.security_headers import SecurityHeaders
from router.settings import RouterSettings


def count_clients(app: ASGIApp, limiter: RateLimiter | None) -> ASGIApp:
    """Around whatever runs operations."""
    return app if limiter is None else CountedClients(app, limiter)


def protect_graphql(app: ASGIApp, settings: RouterSettings) -> ASGIApp:
    """Around the GraphQL endpoint over HTTP. `apply_mode` must have decided the switches."""
    if settings.demand_control.mode != "off" and settings.demand_control.exposed:
        app = ToldCost(app)
    if settings.csrf.enabled:
        app = CsrfPrevention(app, settings.csrf)
    if settings.cors.origins or settings.cors.origin_patterns:
        # Around the others, so that a page may read their refusals.
        app = Cors(app, settings.cors)
    return protect_page(app, settings)


def protect_page(app: ASGIApp, settings: RouterSettings) -> ASGIApp:
    """Around everything else that is answered over HTTP."""
    return SecurityHeaders(app, settings.security_headers) if settings.security_headers.enabled else app
