"""The query page (GraphiQL) at `/`, served from this package: it asks no other host for anything."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from router.settings import ExplorerSettings

ASSETS = Path(__file__).with_name("graphiql")

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        # The editor positions its lines and colours its words by style attributes and elements of its own making.
        "style-src 'self' 'unsafe-inline'",
        # The page's fonts are embedded in its style sheet.
        "font-src 'self' data:",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)

PAGE_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-cache",
}

CONTENT_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".ttf": "font/ttf",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
}

ASSET_NAME = re.compile(r"[A-Za-z0-9_.-]+")
ONE_YEAR = "public, max-age=31536000, immutable"

ExplorerSource = Callable[[], ExplorerSettings]
"""Gives the page's settings anew at each visit, so that a token in its headers is always fresh."""


def explorer_routes(source: ExplorerSource) -> list[BaseRoute]:
    async def config(_: Request) -> Response:
        return explorer_config(source())

    return [
        Route("/", page, methods=["GET"]),
        Route("/explorer/config.json", config, methods=["GET"]),
        Route("/explorer/{name}", asset, methods=["GET"]),
    ]


async def page(_: Request) -> Response:
    return Response((ASSETS / "index.html").read_bytes(), media_type="text/html", headers=PAGE_HEADERS)


async def asset(request: Request) -> Response:
    """A file whose name carries the hash of its content, so a browser need never ask for it twice."""
    name = request.path_params["name"]
    packed = ASSETS / f"{name}.gz"
    content_type = CONTENT_TYPES.get(Path(name).suffix)
    if content_type is None or not ASSET_NAME.fullmatch(name) or not packed.is_file():
        return JSONResponse({"errors": [{"message": "There is no such file."}]}, status_code=404)
    headers = {**PAGE_HEADERS, "cache-control": ONE_YEAR, "vary": "accept-encoding"}
    content = packed.read_bytes()
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
    else:
        content = gzip.decompress(content)
    return Response(content, headers=headers, media_type=content_type)


def explorer_config(settings: ExplorerSettings) -> Response:
    """What the page asks for when it opens. It may hold a token, so nothing keeps it."""
    return JSONResponse(
        {
            "endpoint": "/graphql",
            "headers": dict(settings.headers),
            "tabs": [tab.model_dump() for tab in settings.tabs],
        },
        headers={**PAGE_HEADERS, "cache-control": "no-store"},
    )
