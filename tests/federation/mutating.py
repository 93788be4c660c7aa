"""One mutation through the router, with a bound on what it asks of the databases."""

from collections.abc import Awaitable, Callable
from typing import Any

from subgraphs.shared.database import count_statements
from tests.federation.client import Client

MOST_STATEMENTS = 20

Trial = Callable[[Client], Awaitable[None]]
"""Shows for the demo learner that a mutation does what it says."""


async def mutate(client: Client, field: str, input_: dict[str, Any], selection: str) -> dict[str, Any]:
    input_type = field[0].upper() + field[1:] + "Input"
    document = f"mutation ($input: {input_type}!) {{ {field}(input: $input) {{ {selection} }} }}"
    with count_statements() as log:
        payload: dict[str, Any] = (await client.data(document, {"input": input_}))[field]
    assert len(log) <= MOST_STATEMENTS
    return payload
