"""One event of a subscription, as all who listen to it get it."""

from typing import Any

from router.executor.execution_context import ExecutionResult
from router.server.graphql_request import write_json


class Event:
    """Its JSON is written once, however many listen."""

    __slots__ = ("_json", "_result")

    def __init__(self, result: ExecutionResult) -> None:
        self._result = result
        self._json: bytes | None = None

    @property
    def errors(self) -> list[dict[str, Any]]:
        return self._result.errors

    @property
    def breaks_off(self) -> bool:
        return self._result.breaks_off

    def to_response(self) -> dict[str, Any]:
        return self._result.to_response()

    def to_json(self) -> bytes:
        """The response in JSON, without line breaks."""
        if self._json is None:
            self._json = write_json(self._result.to_response())
        return self._json
