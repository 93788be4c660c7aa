"""One difference between two API schemas, and whom it concerns."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """In the sense of graphql-core: what it calls breaking or dangerous is so here, all else is safe."""

    BREAKING = "breaking"
    DANGEROUS = "dangerous"
    SAFE = "safe"


@dataclass(frozen=True, slots=True)
class SchemaChange:
    severity: Severity
    code: str
    """As graphql-core names it where it knows it, such as `FIELD_REMOVED`."""

    coordinate: str
    """`Type`, `Type.member`, `Type.field(argument:)`, `@directive` or `@directive(argument:)`."""

    message: str
    concerns: str
    """The coordinate whose users notice: what was removed itself, or what something was added to."""


def breaking(code: str, coordinate: str, message: str, concerns: str | None = None) -> SchemaChange:
    return SchemaChange(Severity.BREAKING, code, coordinate, message, concerns or coordinate)


def dangerous(code: str, coordinate: str, message: str, concerns: str | None = None) -> SchemaChange:
    return SchemaChange(Severity.DANGEROUS, code, coordinate, message, concerns or coordinate)


def safe(code: str, coordinate: str, message: str) -> SchemaChange:
    return SchemaChange(Severity.SAFE, code, coordinate, message, coordinate)
