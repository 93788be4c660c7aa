"""docs/events.md, written from the event classes themselves."""

from collections.abc import Iterable, Mapping, Sequence
from inspect import cleandoc
from typing import Any

from subgraphs.shared.event import Event
from subgraphs.shared.event_consumer import Consumer

_INTRODUCTION = """\
# Events

Written by `python -m kumiki schema` from the event classes; do not edit.

A domain announces facts in the past tense. Each is written to the domain's outbox in the transaction of the change
that it tells of, and then published on its topic, at least once, in order for events of one key. Consumers record what
they have handled, so that it has its effect once. Every event travels in this envelope:
"""

ENVELOPE_FIELDS = {
    "eventId": "Unique; the same when an event is delivered again.",
    "eventType": "Its name, as in the headings below.",
    "version": "Raised when a field changes its meaning; new fields do not raise it.",
    "topic": "The stream that it is published on.",
    "source": "The subgraph that announced it.",
    "occurredAt": "When the change was made, in UTC.",
    "correlationId": "Equal for everything that follows from one request.",
    "causationId": "The event that this one answers; null where a request caused it.",
    "key": "What orders it: events of one key arrive in the order in which they happened.",
    "data": "The event's own fields, as listed below.",
}


def describe_events(events: Mapping[str, Sequence[type[Event]]], consumers: Mapping[str, Sequence[Consumer]]) -> str:
    """The page: events and consumers are given per subgraph."""
    lines = [
        _INTRODUCTION,
        *_table(("Field", "Meaning"), ((f"`{n}`", text) for n, text in ENVELOPE_FIELDS.items())),
        "",
    ]
    for source in sorted(events):
        for event in sorted(events[source], key=lambda event: (event.topic, event.__name__)):
            lines += _describe(source, event, _listeners(event, consumers))
    return "\n".join(lines)


def _describe(source: str, event: type[Event], listeners: Sequence[str]) -> list[str]:
    key = event.model_fields[event.key_field].alias or event.key_field
    heard_by = ", ".join(listeners) or "nobody yet"
    return [
        f"## {event.__name__}",
        "",
        cleandoc(event.__doc__ or ""),
        "",
        f"Topic `{event.topic}`, version {event.version}, key `{key}`. Announced by {source}; heard by {heard_by}.",
        "",
        *_table(("Field", "Type", "Meaning"), _fields(event)),
        "",
    ]


def _fields(event: type[Event]) -> Iterable[tuple[str, str, str]]:
    for name, schema in event.model_json_schema()["properties"].items():
        yield f"`{name}`", _type_name(schema), schema.get("description", "")


def _type_name(schema: Mapping[str, Any]) -> str:
    """`string (uuid)`, `list of string`, `integer or null`."""
    if "anyOf" in schema:
        return " or ".join(_type_name(option) for option in schema["anyOf"])
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if schema.get("type") == "array":
        return f"list of {_type_name(schema['items'])}"
    format_ = schema.get("format")
    return f"{schema['type']} ({format_})" if format_ else str(schema["type"])


def _listeners(event: type[Event], consumers: Mapping[str, Sequence[Consumer]]) -> list[str]:
    return [
        f"{subgraph} (`{consumer.name}`)"
        for subgraph in sorted(consumers)
        for consumer in consumers[subgraph]
        if consumer.topic == event.topic and event.__name__ in consumer.handlers
    ]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [_row(head), _row(["---"] * len(head)), *(_row(row) for row in rows)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
