"""The platform's scalars. A value that does not fit is refused with a message, before any resolver runs."""

import re
from datetime import UTC, date, datetime
from typing import Any, NewType
from urllib.parse import urlsplit

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types.scalar import ScalarDefinition

from subgraphs.shared.uploads import UploadedFile

Url = NewType("Url", str)
EmailAddress = NewType("EmailAddress", str)

_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_EMAIL = re.compile(r"[^\s@\x00-\x1f]{1,64}@[^\s@.\x00-\x1f]+(\.[^\s@.\x00-\x1f]+)+")
_LONGEST_EMAIL = 254


def _refuse(name: str, value: object, expected: str) -> GraphQLError:
    return GraphQLError(f"{name} cannot represent {value!r:.80}: expected {expected}.")


def serialize_date_time(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError(f"an instant needs a time zone: {value!r}")
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def parse_date_time(value: Any) -> datetime:
    if not isinstance(value, str) or not _DATE_TIME.fullmatch(value):
        raise _refuse("DateTime", value, "an RFC 3339 date and time with its offset, such as 2026-01-31T09:30:00Z")
    try:
        return datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _refuse("DateTime", value, "a date and time that exist") from error


def parse_date(value: Any) -> date:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise _refuse("Date", value, "a date such as 2026-01-31")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise _refuse("Date", value, "a date that exists") from error


def parse_url(value: Any) -> Url:
    if not isinstance(value, str) or not _is_web_address(value):
        raise _refuse("URL", value, "an absolute http or https address")
    return Url(value)


def parse_email_address(value: Any) -> EmailAddress:
    if not isinstance(value, str) or len(value) > _LONGEST_EMAIL or not _EMAIL.fullmatch(value):
        raise _refuse("EmailAddress", value, "an address such as name@example.com")
    return EmailAddress(value)


def parse_upload(value: Any) -> UploadedFile:
    if not isinstance(value, UploadedFile):
        raise _refuse("Upload", value, "a file, sent as part of a multipart request")
    return value


def serialize_upload(value: object) -> None:
    raise TypeError("a file goes in and never out")


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and text.isprintable() and " " not in text


SCALARS: dict[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant in UTC, as RFC 3339 writes it. Any offset is understood; answers end in Z.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
        serialize=serialize_date_time,
        parse_value=parse_date_time,
    ),
    date: strawberry.scalar(
        name="Date",
        description="A day of the calendar, without time or zone.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339#appendix-A",
        serialize=date.isoformat,
        parse_value=parse_date,
    ),
    Url: strawberry.scalar(
        name="URL",
        description="An absolute address on the web, with http or https.",
        specified_by_url="https://url.spec.whatwg.org/",
        serialize=str,
        parse_value=parse_url,
    ),
    EmailAddress: strawberry.scalar(
        name="EmailAddress",
        description="Where a person receives mail.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2",
        serialize=str,
        parse_value=parse_email_address,
    ),
    UploadedFile: strawberry.scalar(
        name="Upload",
        description="A file that comes with the request, as a part of its form. In `variables` its place is null.",
        specified_by_url="https://github.com/jaydenseric/graphql-multipart-request-spec",
        serialize=serialize_upload,
        parse_value=parse_upload,
    ),
}


def schema_config() -> StrawberryConfig:
    return StrawberryConfig(scalar_map=SCALARS)
