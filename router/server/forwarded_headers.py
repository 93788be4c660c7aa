"""Headers in and out: what the client sent, and what of it subgraphs get."""

from collections.abc import Callable, Iterator, Mapping

from starlette.types import Scope

from router.server.authentication import Caller
from router.server.request_record import CURRENT


def read_headers(scope: Scope) -> dict[str, str]:
    """By lower-case name; what came several times is joined by commas, as HTTP allows."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        if name in headers:
            separator = "; " if name == "cookie" else ", "
            headers[name] = f"{headers[name]}{separator}{value}"
        else:
            headers[name] = value
    return headers


def forwarded_headers(
    headers: Mapping[str, str], propagate: tuple[str, ...], caller: Caller | None
) -> Mapping[str, str]:
    """What subgraphs get with one request."""
    forwarded = {name: headers[name] for name in propagate if name in headers}
    record = CURRENT.get()
    if record is not None:
        forwarded.update(record.forwarded)
    if caller is not None:
        forwarded.update(caller.forward())
    return forwarded


class LiveHeaders(Mapping[str, str]):
    """Headers that are made anew whenever they are read: a subscription outlives the signature it began with."""

    def __init__(self, read: Callable[[], Mapping[str, str]]) -> None:
        self._read = read

    def __getitem__(self, name: str) -> str:
        return self._read()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())
