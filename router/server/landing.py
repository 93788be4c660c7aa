"""What `/` shows where there is no query page: that something is here, and nothing about it."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>GraphQL</title>
<h1>GraphQL</h1>
<p>This is an API for programs. Operations go to <code>/graphql</code>, by POST as <code>application/json</code>.</p>
</html>
"""

HEADERS = {
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "public, max-age=3600",
}


def landing_routes() -> list[BaseRoute]:
    return [Route("/", page, methods=["GET"])]


async def page(_: Request) -> Response:
    return Response(PAGE, media_type="text/html", headers=HEADERS)
