"""What one client hears of a subscription that it shares, at its own pace."""

import asyncio

from router.executor.execution_context import ExecutionResult
from router.server.event import Event
from router.server.open_subscription import Listener


class Pen:
    """Writes down what a client gets, unless it is held."""

    def __init__(self) -> None:
        self.written: list[object] = []
        self.is_free = asyncio.Event()
        self.is_free.set()

    def write_now(self, event: Event) -> bool:
        if self.is_free.is_set():
            self._note(event)
        return self.is_free.is_set()

    async def write(self, event: Event) -> None:
        await self.is_free.wait()
        self._note(event)

    def _note(self, event: Event) -> None:
        response = event.to_response()
        self.written.append(response["data"] or response["errors"][0]["extensions"]["code"])


def event(number: int) -> Event:
    return Event(ExecutionResult({"n": number}))


def test_the_json_of_an_event_is_written_once() -> None:
    told = event(1)
    assert told.to_json() == b'{"data":{"n":1}}'
    assert told.to_json() is told.to_json()


async def test_who_keeps_up_is_written_to_at_once() -> None:
    pen = Pen()
    listener = Listener(pen.write_now, 2)
    for number in range(10):
        listener.hear(event(number))
    assert len(pen.written) == 10
    assert not listener.is_behind


async def test_who_falls_behind_gets_everything_in_order() -> None:
    pen = Pen()
    pen.is_free.clear()
    listener = Listener(pen.write_now, 10)
    relaying = asyncio.create_task(listener.relay(pen.write))
    listener.hear(event(1))
    await asyncio.sleep(0)
    pen.is_free.set()
    listener.hear(event(2))
    await listener.caught_up()
    listener.hear(event(3))
    listener.end()
    await relaying
    assert pen.written == [{"n": 1}, {"n": 2}, {"n": 3}]


async def test_who_falls_too_far_behind_gets_what_waits_and_then_the_reason() -> None:
    pen = Pen()
    pen.is_free.clear()
    listener = Listener(None, 2)
    relaying = asyncio.create_task(listener.relay(pen.write))
    for number in range(5):
        listener.hear(event(number))
    pen.is_free.set()
    await relaying
    assert pen.written == [{"n": 0}, {"n": 1}, "SUBSCRIPTION_QUEUE_FULL"]


async def test_who_waits_for_one_that_is_behind_can_be_let_go() -> None:
    pen = Pen()
    pen.is_free.clear()
    listener = Listener(pen.write_now, 10)
    listener.hear(event(1))
    waiting = asyncio.create_task(listener.caught_up())
    await asyncio.sleep(0)
    assert not waiting.done()
    listener.let_go()
    await waiting


async def test_nothing_is_heard_after_the_end() -> None:
    pen = Pen()
    listener = Listener(pen.write_now, 10)
    listener.end()
    listener.hear(event(1))
    await listener.relay(pen.write)
    assert pen.written == []
