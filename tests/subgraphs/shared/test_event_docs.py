"""The page about events says what the classes say."""

from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.event_docs import ENVELOPE_FIELDS, describe_events
from tests.subgraphs.shared.garden import GARDEN


def test_every_field_of_the_envelope_is_explained() -> None:
    assert list(ENVELOPE_FIELDS) == list(EventEnvelope.model_json_schema()["properties"])


def test_an_event_is_described_with_who_announces_and_who_hears_it() -> None:
    page = describe_events({"garden": GARDEN.events}, {"garden": GARDEN.consumers})
    assert page.endswith(
        """## PlantGrew

A plant is taller than before.

Topic `garden-events`, version 1, key `plantId`. Announced by garden; heard by garden (`add-neighbours`).

| Field | Type | Meaning |
| --- | --- | --- |
| `plantId` | string (uuid) | Which plant. |
| `by` | integer | By how many centimetres. |
"""
    )
