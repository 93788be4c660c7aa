"""What subgraphs of this process answer beside GraphQL, at the platform's own address: files, keys, callbacks."""

from collections.abc import Sequence

from starlette.routing import BaseRoute, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from router.server.app import GRAPHQL_PATH


class WithRoutes:
    """Routes beside an application. What none of them answers, and every operation, goes to the application."""

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        self._app = app
        self._router = Router(routes, redirect_slashes=False, default=app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_for_routes = scope["type"] == "http" and scope["path"] != GRAPHQL_PATH
        await (self._router if is_for_routes else self._app)(scope, receive, send)
