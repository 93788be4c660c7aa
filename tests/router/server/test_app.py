from starlette.types import ASGIApp

from router.settings import ExplorerSettings, RouterSettings
from tests.router.server.conftest import StartRouter
from tests.router.server.raw_http import ask


async def test_health_answers(app: ASGIApp) -> None:
    answer = await ask(app, "GET", "/health")
    assert (answer.status, answer.json) == (200, {"status": "ok"})


async def test_an_unknown_path_is_refused_in_json(app: ASGIApp) -> None:
    answer = await ask(app, "GET", "/nothing")
    assert (answer.status, answer.codes) == (404, ["NOT_FOUND"])


async def test_a_wrong_method_elsewhere_is_refused_in_json(app: ASGIApp) -> None:
    answer = await ask(app, "POST", "/health")
    assert (answer.status, answer.codes) == (405, ["METHOD_NOT_ALLOWED"])


async def test_a_disabled_explorer_is_not_there(start_router: StartRouter) -> None:
    port = await start_router(RouterSettings(explorer=ExplorerSettings(enabled=False)))
    assert (await ask(port, "GET", "/")).status == 404
