"""In which forms a client takes an answer.

https://graphql.github.io/graphql-over-http/draft/#sec-Accept
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from router.server.incremental_format import IncrementalFormat

RESPONSE_JSON = "application/graphql-response+json"
JSON = "application/json"
EVENT_STREAM = "text/event-stream"
MULTIPART = "multipart/mixed"

LONGEST_REMEMBERED = 200
"""Characters. Clients send few different values of `Accept`, but a hostile one could send many long ones."""

PARTS = re.compile(r'((?:[^",;]|"(?:[^"\\]|\\.)*"?)*)([,;]?)')
"""A piece of a header between separators; those within quotation marks do not separate."""


class StreamForm(Enum):
    """How results that come one after the other are sent."""

    EVENT_STREAM = "event stream"
    MULTIPART = "multipart"


@dataclass(frozen=True, slots=True)
class AcceptedForms:
    """What a client says that it accepts."""

    single: str | None
    """The media type of an answer in one piece; None where the client takes none of ours."""

    stream: StreamForm | None = None
    """How it takes the events of a subscription."""

    prefers_stream: bool = False
    """Whether it wants one result, too, as a stream."""

    parts: "AcceptedParts | None" = None
    """How it takes an answer that comes in parts; None where it wants it in one piece."""


@dataclass(frozen=True, slots=True)
class AcceptedParts:
    """How a client takes the parts of an answer."""

    stream: StreamForm
    written_in: IncrementalFormat | None
    """None where it does not say."""


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One of the ranges in an `Accept` header, in lower case."""

    name: str
    parameters: Mapping[str, str]
    quality: float


def read_accept(accept: str | None) -> AcceptedForms:
    """The forms to answer in.

    `application/json` is for clients that do not say what they accept, or that accept everything: they may be older
    than the other, whose status codes would surprise them. Streams are only for those who name them.
    """
    if accept is None or not accept.strip():
        return AcceptedForms(JSON)
    return _remembered_reading(accept) if len(accept) <= LONGEST_REMEMBERED else _read_accept(accept)


def _read_accept(accept: str) -> AcceptedForms:
    ranges = tuple(media_range for media_range in read_media_ranges(accept) if _is_utf8(media_range.parameters))
    single, single_quality = _choose_single(ranges)
    stream, stream_quality = _choose_stream(ranges)
    parts = _choose_parts(ranges, single_quality)
    return AcceptedForms(single, stream, stream is not None and stream_quality > single_quality, parts)


_remembered_reading = lru_cache(maxsize=128)(_read_accept)


def _choose_single(ranges: tuple[MediaRange, ...]) -> tuple[str | None, float]:
    qualities = {media_range.name: media_range.quality for media_range in ranges}
    wildcard = qualities.get("application/*", qualities.get("*/*", 0.0))
    response_json = qualities.get(RESPONSE_JSON, 0.0)
    json = qualities.get(JSON, wildcard)
    if response_json and response_json >= json:
        return RESPONSE_JSON, response_json
    return (JSON, json) if json else (None, 0.0)


def _choose_stream(ranges: tuple[MediaRange, ...]) -> tuple[StreamForm | None, float]:
    """The one of higher quality, the one that is named first among equals."""
    best: StreamForm | None = None
    quality = 0.0
    for media_range in ranges:
        form = _stream_form(media_range)
        if form is not None and media_range.quality > quality:
            best, quality = form, media_range.quality
    return best, quality


def _stream_form(media_range: MediaRange) -> StreamForm | None:
    match media_range.name, media_range.parameters.get("subscriptionspec"):
        case "text/event-stream", _:
            return StreamForm.EVENT_STREAM
        case "multipart/mixed", "1.0":
            return StreamForm.MULTIPART
        case _:
            return None


def _choose_parts(ranges: tuple[MediaRange, ...], least: float) -> AcceptedParts | None:
    """Multipart before events, where both are as welcome, and either only where one piece is not more welcome."""
    ranked = sorted(ranges, key=lambda media_range: (-media_range.quality, media_range.name != MULTIPART))
    found = (_parts_form(media_range) for media_range in ranked if media_range.quality >= (least or 0.001))
    return next((form for form in found if form is not None), None)


def _parts_form(media_range: MediaRange) -> AcceptedParts | None:
    parameters = media_range.parameters
    match media_range.name, parameters.get("deferspec"), parameters.get("incrementalspec"):
        case "multipart/mixed", None, None if "subscriptionspec" not in parameters:
            return AcceptedParts(StreamForm.MULTIPART, None)
        case "multipart/mixed", "20220824", None:
            return AcceptedParts(StreamForm.MULTIPART, IncrementalFormat.DEFER_20220824)
        case "multipart/mixed", None, "v0.2":
            return AcceptedParts(StreamForm.MULTIPART, IncrementalFormat.INCREMENTAL_V0_2)
        case "text/event-stream", None, None:
            return AcceptedParts(StreamForm.EVENT_STREAM, None)
        case "text/event-stream", "20220824", None:
            return AcceptedParts(StreamForm.EVENT_STREAM, IncrementalFormat.DEFER_20220824)
        case "text/event-stream", None, "v0.2":
            return AcceptedParts(StreamForm.EVENT_STREAM, IncrementalFormat.INCREMENTAL_V0_2)
        case _:
            return None


def read_media_ranges(accept: str) -> Iterator[MediaRange]:
    """https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1"""
    for pieces in _split(accept):
        name, *parameters = pieces
        named = dict(_read_parameter(parameter) for parameter in parameters)
        yield MediaRange(name, named, read_quality(named.pop("q", "1")))


def _split(header: str) -> Iterator[list[str]]:
    """By commas, and each part by semicolons."""
    pieces: list[str] = []
    for match in PARTS.finditer(header):
        pieces.append(match[1].strip().lower())
        if match[2] != ";":
            yield pieces
            pieces = []


def _read_parameter(parameter: str) -> tuple[str, str]:
    name, _, value = parameter.partition("=")
    return name.strip(), value.strip().strip('"')


def read_quality(text: str) -> float:
    """What is no number between 0 and 1 is as good as nothing."""
    try:
        quality = float(text)
    except ValueError:
        return 0.0
    return min(quality, 1.0) if quality > 0.0 else 0.0


def _is_utf8(parameters: Mapping[str, str]) -> bool:
    return parameters.get("charset", "utf-8") in ("utf-8", "utf8")


def is_json_content(content_type: str) -> bool:
    """Whether a request's content type is JSON in UTF-8."""
    is_short = len(content_type) <= LONGEST_REMEMBERED
    return _remembered_is_json(content_type) if is_short else _is_json(content_type)


def _is_json(content_type: str) -> bool:
    media_range = next(read_media_ranges(content_type))
    return media_range.name == JSON and _is_utf8(media_range.parameters)


_remembered_is_json = lru_cache(maxsize=128)(_is_json)
