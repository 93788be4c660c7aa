"""A router that serves the example supergraph on a free port."""

from tests.router.server.conftest import port, shelf, start_router

__all__ = ["port", "shelf", "start_router"]
