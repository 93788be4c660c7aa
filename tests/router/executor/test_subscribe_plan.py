import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import pytest

from router.errors import InternalError, SubgraphError
from router.executor.execute_plan import Subscription, subscribe_plan
from router.executor.prepare import PreparedPlan, prepare
from router.executor.subgraph_client import (
    SubgraphAnswerMalformed,
    SubgraphClient,
    SubgraphRequest,
    SubgraphResponse,
    SubgraphUnreachable,
)
from router.language.names import SubgraphName
from router.query_plan import OperationKind, SubscriptionNode
from tests.router.executor.plans import (
    context_of,
    fetch,
    flatten,
    knows,
    plan_of,
    requirement,
    says,
    supergraph_of,
)

SUPERGRAPH = supergraph_of("""
    type Query { x: Int }
    type Subscription { posted: Post }
    type Post { id: ID! text: String author: User }
    type User { id: ID! name: String! }
""")
KIND = OperationKind.SUBSCRIPTION


@dataclass
class EventSource:
    """A subgraph whose events the test sends, and which tells when it was freed."""

    events: asyncio.Queue[SubgraphResponse | SubgraphError | None] = field(default_factory=asyncio.Queue)
    requests: list[SubgraphRequest] = field(default_factory=list)
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    freed: asyncio.Event = field(default_factory=asyncio.Event)
    never_ready: bool = False

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        raise SubgraphAnswerMalformed("only subscriptions are answered here", request.subgraph)

    async def subscribe(self, request: SubgraphRequest) -> AsyncIterator[SubgraphResponse]:
        self.requests.append(request)
        self.opened.set()
        try:
            if self.never_ready:
                await asyncio.Event().wait()
            while (event := await self.events.get()) is not None:
                if isinstance(event, SubgraphError):
                    raise event
                yield event
        finally:
            self.freed.set()

    async def aclose(self) -> None:
        """There is nothing to give back."""

    def send(self, *events: SubgraphResponse | SubgraphError | None) -> None:
        for event in events:
            self.events.put_nowait(event)


def subscribe(source: SubgraphClient, **others: SubgraphClient) -> Subscription:
    return subscribe_plan(plan_with(rest=bool(others)), context_of(SUPERGRAPH, {"a": source, **others}))


def plan_with(*, rest: bool) -> PreparedPlan:
    completion = flatten("posted.author", "b", "name", requirement("User", "id")) if rest else None
    selection = "posted { text author { name } }" if rest else "posted { text }"
    primary = fetch("a", "posted { text author { __typename id } }" if rest else "posted { text }", kind=KIND)
    plan = plan_of(selection, SubscriptionNode(primary, completion), kind=KIND, root_type="Subscription")
    return prepare(plan, SUPERGRAPH)


def post(text: str | None, author: str | None = None) -> SubgraphResponse:
    posted: dict[str, object] = {"text": text}
    if author is not None:
        posted["author"] = {"__typename": "User", "id": author}
    return SubgraphResponse({"posted": posted})


async def test_each_event_is_answered_and_the_end_is_passed_on() -> None:
    source = EventSource()
    source.send(post("one"), post("two"), None)
    results = [result.to_response() async for result in subscribe(source)]
    assert results == [{"data": {"posted": {"text": "one"}}}, {"data": {"posted": {"text": "two"}}}]
    assert source.freed.is_set()
    assert source.requests[0].operation_kind is KIND


async def test_the_rest_of_the_plan_completes_each_event() -> None:
    source = EventSource()
    source.send(post("one", "1"), post("two", "2"), None)
    b = knows({"1": {"name": "Mia"}, "2": {"name": "Ben"}})
    results = [result.data async for result in subscribe(source, b=b)]
    assert results == [
        {"posted": {"text": "one", "author": {"name": "Mia"}}},
        {"posted": {"text": "two", "author": {"name": "Ben"}}},
    ]


async def test_each_event_has_the_time_of_an_operation_to_itself() -> None:
    source = EventSource()
    source.send(post("one", "1"), None)
    clients: dict[str, SubgraphClient] = {"a": source, "b": knows({"1": {"name": "Mia"}})}
    over = replace(context_of(SUPERGRAPH, clients), operation_timeout=5.0, deadline=0.0)
    assert over.timeout_of(SubgraphName("b")) < 0
    assert [result.errors async for result in subscribe_plan(plan_with(rest=True), over)] == [[]]


async def test_an_event_whose_rest_fails_keeps_its_own_data_and_the_next_comes() -> None:
    source = EventSource()
    source.send(post("one", "1"), post("two", "1"), None)
    results = [result async for result in subscribe(source, b=says(None, {"message": "boom"}))]
    assert [result.data for result in results] == [
        {"posted": {"text": "one", "author": None}},
        {"posted": {"text": "two", "author": None}},
    ]
    assert all(result.errors[0]["path"] == ["posted", "author", "name"] for result in results)


async def test_an_event_with_errors_keeps_them() -> None:
    source = EventSource()
    source.send(SubgraphResponse({"posted": {"text": None}}, ({"message": "x", "path": ["posted", "text"]},)), None)
    (result,) = [result async for result in subscribe(source)]
    assert result.data == {"posted": {"text": None}}
    assert result.errors[0]["path"] == ["posted", "text"]


async def test_a_refusal_is_a_last_result_without_data() -> None:
    source = EventSource()
    refusal = {"message": "no", "extensions": {"code": "FORBIDDEN"}}
    source.send(SubgraphResponse(None, (refusal,)), None)
    (result,) = [result async for result in subscribe(source)]
    assert result.data is None
    assert result.errors == [{"message": "no", "path": ["posted"], "extensions": {"code": "FORBIDDEN", "service": "a"}}]


async def test_a_subgraph_that_breaks_off_is_a_last_result_with_the_reason() -> None:
    source = EventSource()
    source.send(post("one"), SubgraphUnreachable("the connection broke off", SubgraphName("a")))
    results = [result async for result in subscribe(source)]
    assert [result.data for result in results] == [{"posted": {"text": "one"}}, None]
    assert results[1].errors[0]["extensions"]["reason"] == "the connection broke off"
    assert source.freed.is_set()


async def test_a_subgraph_without_client_is_a_last_result_with_the_reason() -> None:
    plan = plan_of(
        "posted { text }", SubscriptionNode(fetch("z", "posted { text }")), kind=KIND, root_type="Subscription"
    )
    results = [result async for result in subscribe_plan(plan, context_of(SUPERGRAPH, {}))]
    assert [result.data for result in results] == [None]
    assert results[0].errors[0]["extensions"]["code"] == "SUBREQUEST_HTTP_ERROR"


async def test_closing_between_events_frees_the_subgraph() -> None:
    source = EventSource()
    source.send(post("one"))
    subscription = subscribe(source)
    await anext(subscription)
    await subscription.aclose()
    assert source.freed.is_set()
    with pytest.raises(StopAsyncIteration):
        await anext(subscription)


async def test_closing_while_another_task_waits_frees_the_subgraph_and_ends_the_wait() -> None:
    source = EventSource()
    subscription = subscribe(source)
    waiting = asyncio.create_task(anext(subscription, None))
    await source.opened.wait()
    await subscription.aclose()
    assert source.freed.is_set()
    assert await waiting is None


async def test_closing_while_it_is_being_set_up_frees_the_subgraph() -> None:
    source = EventSource(never_ready=True)
    subscription = subscribe(source)
    waiting = asyncio.create_task(anext(subscription, None))
    await source.opened.wait()
    await subscription.aclose()
    assert source.freed.is_set()
    assert await waiting is None


async def test_closing_while_the_rest_is_fetched_cancels_that_request() -> None:
    source, b = EventSource(), says({"_entities": [{"name": "Mia"}]})
    b.delay = 30
    source.send(post("one", "1"))
    subscription = subscribe(source, b=b)
    waiting = asyncio.create_task(anext(subscription, None))
    await b.started.wait()
    await subscription.aclose()
    assert await waiting is None
    assert b.cancelled == 1
    assert source.freed.is_set()


async def test_closing_before_the_first_event_is_asked_for_opens_nothing() -> None:
    source = EventSource()
    await subscribe(source).aclose()
    assert not source.opened.is_set()


async def test_closing_twice_at_once_is_closing_once() -> None:
    source = EventSource()
    subscription = subscribe(source)
    waiting = asyncio.create_task(anext(subscription, None))
    await source.opened.wait()
    await asyncio.gather(subscription.aclose(), subscription.aclose())
    assert await waiting is None
    assert source.freed.is_set()


async def test_cancelling_who_waits_frees_the_subgraph() -> None:
    source = EventSource()
    subscription = subscribe(source)
    waiting = asyncio.create_task(anext(subscription, None))
    await source.opened.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert source.freed.is_set()


async def test_an_upstream_that_is_no_generator_is_closed_too() -> None:
    class Stream:
        closed = False

        def __aiter__(self) -> "Stream":
            return self

        async def __anext__(self) -> SubgraphResponse:
            return post("one")

        async def aclose(self) -> None:
            self.closed = True

    stream = Stream()

    class Client(EventSource):
        def subscribe(self, request: SubgraphRequest) -> AsyncIterator[SubgraphResponse]:
            return stream

    subscription = subscribe(Client())
    await anext(subscription)
    await subscription.aclose()
    assert stream.closed


async def test_a_query_is_not_subscribed_to() -> None:
    with pytest.raises(InternalError):
        subscribe_plan(plan_of("x", fetch("a", "x")), context_of(SUPERGRAPH, {}))
