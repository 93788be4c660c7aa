"""Which subscriptions are one.

Equal are those by the same plan, with the same variables, of the same caller, with the same headers for subgraphs; so
nobody gets what was asked for in another's name. What one request alone has, such as its id, keeps none apart.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import orjson

from router.executor.single_flight import OF_ONE_REQUEST
from router.server.authentication import Caller
from router.server.client import Client
from router.server.forwarded_headers import LiveHeaders
from router.server.header_rules import passes_on
from router.server.open_subscription import Listener, OpenSubscription, WriteNow
from router.server.pipeline import Pipeline, PlannedOperation
from router.server.request_record import CURRENT
from router.settings import HeaderSettings, SubscriptionsSettings

Forward = Callable[[Client], Mapping[str, str]]
"""The headers that subgraphs get for a client."""


@dataclass(frozen=True, slots=True)
class SharingKey:
    """What equal subscriptions have in common."""

    plan: int
    """The identity of a plan, which the subscription with this key holds."""

    variables: bytes
    caller: Caller | None
    headers: frozenset[tuple[str, str]]


class EqualSubscriptions:
    """All open subscriptions of a process."""

    def __init__(self, forward: Forward, headers: HeaderSettings, settings: SubscriptionsSettings) -> None:
        self._forward = forward
        self._open: dict[OpenSubscription, SharingKey | None] = {}
        self._by_key: dict[SharingKey, OpenSubscription] = {}
        self.set(headers, settings)

    def set(self, headers: HeaderSettings, settings: SubscriptionsSettings) -> None:
        """Go by these settings from now on."""
        self._passes_on = passes_on(headers)
        self._settings = settings

    def listen(
        self, operation: PlannedOperation, client: Client, write_now: WriteNow | None
    ) -> tuple[OpenSubscription, Listener]:
        """Hear the events of a subscription that is there, or of a new one."""
        listener = Listener(write_now, self._settings.max_waiting_events)
        return self._join(listener, operation, client), listener

    def _join(self, listener: Listener, operation: PlannedOperation, client: Client) -> OpenSubscription:
        primary, settings = operation.plan.primary, self._settings
        if not settings.share or primary is None or primary.node.subgraph in settings.unshared_subgraphs:
            return self._begin(listener, operation, client, None)
        # Nothing else of the client is known to what it may share: settings that are read again later find nothing.
        client = replace(
            client, headers={name: client.headers[name] for name in client.headers if self._passes_on(name)}
        )
        key = SharingKey(id(operation.plan), as_json(operation.variables), client.caller, self._telling(client))
        shared = self._by_key.get(key)
        if shared is None or not shared.takes_more:
            return self._begin(listener, operation, client, key)
        shared.join(listener)
        return shared

    def _telling(self, client: Client) -> frozenset[tuple[str, str]]:
        record = CURRENT.get()
        of_one = OF_ONE_REQUEST | (record.forwarded.keys() if record is not None else set())
        return frozenset(line for line in {**client.headers, **self._forward(client)}.items() if line[0] not in of_one)

    def _begin(
        self, listener: Listener, operation: PlannedOperation, client: Client, key: SharingKey | None
    ) -> OpenSubscription:
        subscription = OpenSubscription(operation, client.caller, LiveHeaders(partial(self._forward, client)))
        self._set_key(subscription, key)
        subscription.join(listener)
        subscription.begin(partial(self._forget, subscription))
        return subscription

    def _set_key(self, subscription: OpenSubscription, key: SharingKey | None) -> None:
        self._open[subscription] = key
        if key is not None:
            self._by_key[key] = subscription

    def _forget(self, subscription: OpenSubscription) -> None:
        key = self._open.pop(subscription, None)
        if key is not None and self._by_key.get(key) is subscription:
            del self._by_key[key]

    async def go_over(self, pipeline: Pipeline) -> None:
        """Let all go on by another pipeline where they can."""
        for subscription in tuple(self._open):
            operation = await subscription.go_over(pipeline)
            key = self._open.get(subscription)
            if operation is not None and key is not None:
                self._forget(subscription)
                self._set_key(subscription, replace(key, plan=id(operation.plan)))


def as_json(variables: Mapping[str, Any]) -> bytes:
    """Equal for equal variables alone; for Python, 1 and true are equal too."""
    try:
        return orjson.dumps(dict(variables), option=orjson.OPT_SORT_KEYS)
    except TypeError:  # integers beyond 64 bits, lone surrogates
        return json.dumps(dict(variables), sort_keys=True).encode()
