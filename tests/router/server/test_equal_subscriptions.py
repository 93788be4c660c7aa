"""Clients that subscribe to the same share a subscription, and hear what they would hear alone."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from typing import Any

import pytest

from router.errors import SettingsError
from router.executor.subgraph_client import SubgraphRequest, SubgraphResponse
from router.server.app import RouterApp, create_app
from router.server.authentication import Caller
from router.server.equal_subscriptions import as_json
from router.settings import HeaderSettings, RouterSettings, SubscriptionsSettings
from router.settings.headers import PropagateHeader, RequestHeaderRule
from tests.router.server.conftest import serving
from tests.router.server.example import BOOKS, Shelf, example_supergraph
from tests.router.server.failing_books import BooksThatBreakOff
from tests.router.server.raw_http import post
from tests.router.server.test_go_over import STARS_OF_BOOKS, WITH_ISBN, WITHOUT_STARS, changed, rename, until
from tests.router.server.test_websocket import RENAMED, Client, initialised

EVENT = {"data": {"renamed": {"title": "Sanshiro", "stars": 5}}}
PROPAGATED = HeaderSettings(propagate=("authorization",))
BY_RULE = HeaderSettings(request=(RequestHeaderRule(propagate=PropagateHeader(matching="x-.*")),))


class NamedByHeader:
    """Believes whatever name the client says."""

    async def authenticate(self, headers: Mapping[str, str]) -> Caller | None:
        return Caller(headers["x-name"]) if "x-name" in headers else None


class Audience:
    """A router, and clients that listen to it."""

    def __init__(self, shelf: Shelf, stack: AsyncExitStack) -> None:
        self.shelf = shelf
        self._stack = stack
        self.router: RouterApp
        self._port = 0

    async def serve(self, settings: RouterSettings | None = None, **options: Any) -> None:
        used = settings or RouterSettings()
        clients = {**self.shelf.clients(), **options.pop("clients", {})}
        self.router = create_app(example_supergraph(), used, clients=clients, **options)
        self._port = await self._stack.enter_async_context(serving(self.router, used))

    async def listener(self, payload: Any = RENAMED, **headers: str) -> Client:
        """Subscribed: a query that is sent later has been answered."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        client = await self._stack.enter_async_context(initialised(self._port, additional_headers=sent))
        await client.subscribe("s", payload)
        await client.subscribe("q", {"query": "{ __typename }"})
        assert [(await client.receive())["type"] for _ in range(2)] == ["next", "complete"]
        return client

    async def rename(self, title: str = "Sanshiro") -> None:
        await until(lambda: bool(self.shelf.listeners))
        await post(self.router, rename(title))

    @property
    def subscribed(self) -> list[SubgraphRequest]:
        """What the subgraph was asked."""
        return [request for request in self.shelf.requests if "subscription" in request.operation]


@pytest.fixture
async def audience(shelf: Shelf) -> AsyncIterator[Audience]:
    async with AsyncExitStack() as stack:
        yield Audience(shelf, stack)


async def heard(client: Client) -> Any:
    return (await client.receive())["payload"]


async def test_equal_subscriptions_cost_the_subgraphs_one(audience: Audience) -> None:
    await audience.serve()
    listeners = [await audience.listener() for _ in range(3)]
    await audience.rename()
    assert [await heard(each) for each in listeners] == [EVENT] * 3
    assert len(audience.subscribed) == 1
    assert len([request for request in audience.shelf.requests if "_entities" in request.operation]) == 1


async def test_the_last_one_to_leave_frees_the_subgraph(audience: Audience) -> None:
    await audience.serve()
    first, second = await audience.listener(), await audience.listener()
    await first.send(type="complete", id="s")
    await audience.rename()
    assert await heard(second) == EVENT
    assert not audience.shelf.unsubscribed.is_set()
    await second.socket.close()
    await asyncio.wait_for(audience.shelf.unsubscribed.wait(), 5)


async def test_who_comes_after_the_last_one_left_begins_anew(audience: Audience) -> None:
    await audience.serve()
    first = await audience.listener()
    await until(lambda: bool(audience.shelf.listeners))
    await first.send(type="complete", id="s")
    second = await audience.listener()
    await until(lambda: len(audience.subscribed) == 2)
    await audience.rename()
    assert await heard(second) == EVENT


async def test_the_end_of_a_shared_subscription_is_the_end_for_all(audience: Audience) -> None:
    await audience.serve()
    listeners = [await audience.listener() for _ in range(2)]
    await until(lambda: bool(audience.shelf.listeners))
    audience.shelf.end_subscriptions()
    assert [await each.receive() for each in listeners] == [{"type": "complete", "id": "s"}] * 2
    await audience.listener()
    await until(lambda: len(audience.subscribed) == 2)


class HeldBooks(BooksThatBreakOff):
    """Breaks off after an event, or fails in a way that no subgraph's client may, when it is let go."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.let_go = asyncio.Event()
        self._failure = failure

    async def subscribe(self, request: SubgraphRequest) -> AsyncIterator[SubgraphResponse]:
        await self.let_go.wait()
        if self._failure is not None:
            raise self._failure
        async for response in super().subscribe(request):
            yield response


async def test_a_subgraph_that_breaks_off_is_told_to_all(audience: Audience) -> None:
    books = HeldBooks()
    await audience.serve(clients={BOOKS: books})
    listeners = [await audience.listener() for _ in range(2)]
    books.let_go.set()
    for each in listeners:
        assert await heard(each) == {"data": {"renamed": None}}
        assert (await heard(each))["errors"][0]["extensions"]["code"] == "SUBREQUEST_HTTP_ERROR"
        assert (await each.receive())["type"] == "complete"


async def test_a_fault_of_ours_is_told_to_all_without_its_text(audience: Audience) -> None:
    books = HeldBooks(ValueError("our secret"))
    await audience.serve(clients={BOOKS: books})
    listeners = [await audience.listener() for _ in range(2)]
    books.let_go.set()
    errors = [(await heard(each))["errors"] for each in listeners]
    assert errors[0][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert errors[0] == errors[1]
    assert "secret" not in str(errors)


async def test_callers_do_not_share(audience: Audience) -> None:
    await audience.serve(authenticator=NamedByHeader())
    for name in ("mia", "ben", "mia"):
        await audience.listener(x_name=name)
    await until(lambda: len(audience.subscribed) == 2)


@pytest.mark.parametrize(
    ("headers", "name"), [(PROPAGATED, "authorization"), (BY_RULE, "x-tenant")], ids=["by-name", "by-rule"]
)
async def test_clients_with_other_headers_for_subgraphs_do_not_share(
    audience: Audience, headers: HeaderSettings, name: str
) -> None:
    await audience.serve(RouterSettings(headers=headers))
    for value in ("one", "two", "one"):
        await audience.listener(**{name: value})
    await until(lambda: len(audience.subscribed) == 2)
    assert [request.headers[name] for request in audience.subscribed] == ["one", "two"]


async def test_headers_that_no_subgraph_gets_do_not_tell_clients_apart(audience: Audience) -> None:
    await audience.serve(RouterSettings(headers=BY_RULE))
    for value in ("one", "two"):
        await audience.listener(accept_language=value, x_request_id=value)
    assert len(audience.subscribed) == 1


async def test_operations_that_ask_for_other_fields_do_not_share(audience: Audience) -> None:
    await audience.serve()
    query = "subscription ($more: Boolean!) { renamed { title stars @include(if: $more) } }"
    listeners = [await audience.listener({"query": query, "variables": {"more": more}}) for more in (True, False)]
    await until(lambda: len(audience.shelf.listeners) == 2)
    await audience.rename()
    assert [await heard(each) for each in listeners] == [EVENT, {"data": {"renamed": {"title": "Sanshiro"}}}]


@pytest.mark.parametrize(
    "settings", [SubscriptionsSettings(share=False), SubscriptionsSettings(unshared_subgraphs=("books",))]
)
async def test_sharing_can_be_switched_off(audience: Audience, settings: SubscriptionsSettings) -> None:
    await audience.serve(RouterSettings(subscriptions=settings))
    listeners = [await audience.listener() for _ in range(2)]
    await until(lambda: len(audience.shelf.listeners) == 2)
    await audience.rename()
    assert [await heard(each) for each in listeners] == [EVENT] * 2


def test_an_unknown_subgraph_is_not_left_out_silently() -> None:
    settings = RouterSettings(subscriptions=SubscriptionsSettings(unshared_subgraphs=("nobody",)))
    with pytest.raises(SettingsError, match="nobody"):
        create_app(example_supergraph(), settings)


@pytest.mark.parametrize(
    ("one", "other"), [(1, True), (1, 1.0), (0, False), ("1", 1), (2**70, 2.0**70), (None, "null")]
)
def test_variables_that_python_takes_for_equal_are_not(one: object, other: object) -> None:
    assert as_json({"a": one}) != as_json({"a": other})


def test_the_order_of_variables_tells_nothing() -> None:
    assert as_json({"a": 2**70, "b": {"c": 1, "d": "\ud800"}}) == as_json({"b": {"d": "\ud800", "c": 1}, "a": 2**70})


async def test_all_go_on_in_a_new_supergraph(audience: Audience) -> None:
    await audience.serve()
    listeners = [await audience.listener() for _ in range(2)]
    await audience.router.go_over(changed(WITH_ISBN), RouterSettings())
    listeners.append(await audience.listener())
    await audience.rename()
    assert [await heard(each) for each in listeners] == [EVENT] * 3
    assert len(audience.subscribed) == 1


async def test_all_go_on_where_the_subgraph_is_asked_something_else(audience: Audience) -> None:
    await audience.serve()
    listeners = [await audience.listener() for _ in range(2)]
    await audience.router.go_over(changed(STARS_OF_BOOKS), RouterSettings())
    await until(lambda: len(audience.subscribed) == 2)
    listeners.append(await audience.listener())
    await audience.rename()
    data = {"renamed": {"title": "Sanshiro", "stars": None}}
    assert [(await heard(each))["data"] for each in listeners] == [data] * 3
    assert len(audience.subscribed) == 2


async def test_all_are_told_where_their_fields_are_gone(audience: Audience) -> None:
    await audience.serve()
    listeners = [await audience.listener() for _ in range(2)]
    await audience.router.go_over(changed(WITHOUT_STARS), RouterSettings())
    for each in listeners:
        assert (await heard(each))["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
        assert (await each.receive())["type"] == "complete"


async def test_new_header_rules_pass_nothing_on_of_one_who_shares(audience: Audience) -> None:
    await audience.serve()
    listeners = [await audience.listener(authorization=value) for value in ("one", "two")]
    await audience.router.go_over(example_supergraph(), RouterSettings(headers=PROPAGATED))
    await audience.rename()
    assert [await heard(each) for each in listeners] == [EVENT] * 2
    (entities,) = [request for request in audience.shelf.requests if "_entities" in request.operation]
    assert "authorization" not in entities.headers


@pytest.mark.parametrize("length", [1, 100, 1_000, 100_000])
async def test_events_of_every_length_arrive_whole(audience: Audience, length: int) -> None:
    await audience.serve()
    listeners = [await audience.listener() for _ in range(2)]
    await audience.rename("x" * length)
    assert [(await heard(each))["data"]["renamed"]["title"] for each in listeners] == ["x" * length] * 2


async def test_one_that_does_not_read_holds_up_nobody_and_ends_in_order(audience: Audience) -> None:
    await audience.serve(RouterSettings(subscriptions=SubscriptionsSettings(max_waiting_events=2)))
    aliases = [f"a{number}" for number in range(50)]
    long = {"query": f"subscription {{ renamed {{ {' '.join(f'{alias}: title' for alias in aliases)} }} }}"}
    slow, quick = await audience.listener(long), await audience.listener(long)
    titles = [f"{number}{'x' * 20_000}" for number in range(40)]
    for title in titles:
        await audience.rename(title)
        assert (await heard(quick))["data"]["renamed"]["a0"] == title
    answers = []
    while (message := await slow.receive())["type"] == "next":
        answers.append(message["payload"])
    last = answers.pop()
    assert [answer["data"]["renamed"]["a0"] for answer in answers] == titles[: len(answers)]
    assert last["errors"][0]["extensions"]["code"] == "SUBSCRIPTION_QUEUE_FULL"
    assert len(audience.subscribed) == 1
