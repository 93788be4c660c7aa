"""Which of the two response media types a client wants.

https://graphql.github.io/graphql-over-http/draft/#sec-Accept
"""

from collections.abc import Iterator
from functools import lru_cache

RESPONSE_JSON = "application/graphql-response+json"
JSON = "application/json"

LONGEST_REMEMBERED = 200
"""Characters. Clients send few different values of `Accept`, but a hostile one could send many long ones."""


def choose_media_type(accept: str | None) -> str | None:
    """The media type to answer in; None where the client accepts neither.

    `application/json` is for clients that do not say what they accept, or that accept everything: they may be older
    than the other, whose status codes would surprise them.
    """
    if accept is None or not accept.strip():
        return JSON
    return _remembered_choice(accept) if len(accept) <= LONGEST_REMEMBERED else _choose(accept)


def _choose(accept: str) -> str | None:
    ranges = dict(_ranges(accept))
    wildcard = ranges.get("application/*", ranges.get("*/*", 0.0))
    response_json = ranges.get(RESPONSE_JSON, 0.0)
    json = ranges.get(JSON, wildcard)
    if response_json and response_json >= json:
        return RESPONSE_JSON
    return JSON if json else None


_remembered_choice = lru_cache(maxsize=128)(_choose)


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    for part in accept.split(","):
        media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if _is_utf8(parameters):
            yield media_range, _quality(parameters)


def _is_utf8(parameters: list[str]) -> bool:
    charsets = [parameter[8:].strip('"') for parameter in parameters if parameter.startswith("charset=")]
    return all(charset in ("utf-8", "utf8") for charset in charsets)


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return min(max(float(parameter[2:]), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def is_json_content(content_type: str | None) -> bool:
    """Whether a request's content type is JSON in UTF-8."""
    if content_type is None:
        return False
    media_type, *parameters = (piece.strip().lower() for piece in content_type.split(";"))
    return media_type == JSON and _is_utf8(parameters)
