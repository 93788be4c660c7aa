from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kumiki.settings import PlatformSettings
from kumiki.subgraph_routes import WithRoutes
from tests.router.server.raw_http import ask


async def said_by_route(request: Request) -> Response:
    return PlainTextResponse(f"route {request.path_params.get('key', '')}")


async def said_by_application(_: Request) -> Response:
    return PlainTextResponse("application")


APPLICATION = Starlette(routes=[Route("/{path:path}", said_by_application, methods=["GET", "POST"])])
PLATFORM = WithRoutes(APPLICATION, [Route("/files/{key:path}", said_by_route), Route("/graphql", said_by_route)])


async def test_a_route_of_a_subgraph_is_answered_beside_the_application() -> None:
    assert (await ask(PLATFORM, "GET", "/files/a/b.png")).body == b"route a/b.png"
    assert (await ask(PLATFORM, "GET", "/health")).body == b"application"
    assert (await ask(PLATFORM, "POST", "/files/a")).status == 405


async def test_no_route_takes_operations_from_the_application() -> None:
    assert (await ask(PLATFORM, "POST", "/graphql")).body == b"application"


def test_files_are_reached_where_the_platform_is_reached() -> None:
    assert PlatformSettings().own_url == "http://127.0.0.1:4000"
    assert PlatformSettings(host="0.0.0.0", port=4100).own_url == "http://127.0.0.1:4100"
    assert PlatformSettings(host="::1").own_url == "http://[::1]:4000"
