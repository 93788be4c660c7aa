"""federation v1 and v2.0-v2.9: what a subgraph may say, and what its server adds to its schema."""

from collections.abc import Mapping
from dataclasses import dataclass

FEDERATION_IDENTITY = "https://specs.apollo.dev/federation"

LATEST_VERSION = (2, 9)
VERSION_1 = (1, 0)

FIELD_SET_TYPE = "FieldSet"

SERVICE_FIELDS = frozenset({"_service", "_entities"})
"""Root query fields through which the router speaks to a subgraph; they are no part of its schema."""

SERVICE_TYPES = frozenset({"_Service", "_Entity", "_Any", "_FieldSet"})

_ACCESS_LOCATIONS = "ENUM | FIELD_DEFINITION | INTERFACE | OBJECT | SCALAR"
_ELEMENT_LOCATIONS = (
    "FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE"
    " | INPUT_OBJECT | INPUT_FIELD_DEFINITION"
)


@dataclass(frozen=True, slots=True)
class FederationDirective:
    """A directive of the federation spec; in `signature`, `{FieldSet}` stands for the local name of that type."""

    name: str
    since: tuple[int, int]
    signature: str
    in_version_1: bool = False


DIRECTIVES: tuple[FederationDirective, ...] = (
    FederationDirective(
        "key", (2, 0), "(fields: {FieldSet}!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE", True
    ),
    FederationDirective("requires", (2, 0), "(fields: {FieldSet}!) on FIELD_DEFINITION", True),
    FederationDirective("provides", (2, 0), "(fields: {FieldSet}!) on FIELD_DEFINITION", True),
    FederationDirective("external", (2, 0), "(reason: String) on OBJECT | FIELD_DEFINITION", True),
    FederationDirective("extends", (2, 0), " on OBJECT | INTERFACE", True),
    FederationDirective("tag", (2, 0), f"(name: String!) repeatable on {_ELEMENT_LOCATIONS} | SCHEMA", True),
    FederationDirective("shareable", (2, 0), " repeatable on OBJECT | FIELD_DEFINITION"),
    FederationDirective("inaccessible", (2, 0), f" on {_ELEMENT_LOCATIONS}"),
    FederationDirective("override", (2, 0), "(from: String!, label: String) on FIELD_DEFINITION"),
    FederationDirective("composeDirective", (2, 1), "(name: String) repeatable on SCHEMA"),
    FederationDirective("interfaceObject", (2, 3), " on OBJECT"),
    FederationDirective("authenticated", (2, 5), f" on {_ACCESS_LOCATIONS}"),
    FederationDirective("requiresScopes", (2, 5), f"(scopes: [[{{Scope}}!]!]!) on {_ACCESS_LOCATIONS}"),
    FederationDirective("policy", (2, 6), f"(policies: [[{{Policy}}!]!]!) on {_ACCESS_LOCATIONS}"),
    FederationDirective("context", (2, 8), "(name: String!) repeatable on INTERFACE | OBJECT | UNION"),
    FederationDirective("fromContext", (2, 8), "(field: {ContextFieldValue}) on ARGUMENT_DEFINITION"),
    FederationDirective(
        "cost",
        (2, 9),
        "(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR",
    ),
    FederationDirective(
        "listSize",
        (2, 9),
        "(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], "
        "requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION",
    ),
)

TYPES_SINCE: Mapping[str, tuple[int, int]] = {
    FIELD_SET_TYPE: (2, 0),
    "Scope": (2, 5),
    "Policy": (2, 6),
    "ContextFieldValue": (2, 8),
}

ELEMENT_NAMES = frozenset(f"@{directive.name}" for directive in DIRECTIVES) | frozenset(TYPES_SINCE)


def directives_of(version: tuple[int, int]) -> tuple[FederationDirective, ...]:
    if version == VERSION_1:
        return tuple(directive for directive in DIRECTIVES if directive.in_version_1)
    return tuple(directive for directive in DIRECTIVES if directive.since <= version)


def types_of(version: tuple[int, int]) -> tuple[str, ...]:
    if version == VERSION_1:
        return (FIELD_SET_TYPE,)
    return tuple(name for name, since in TYPES_SINCE.items() if since <= version)
