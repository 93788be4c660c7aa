import asyncio
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.executor.http1_connection import Http1Connection, NotHeard
from router.executor.http_transport import HttpAnswer, HttpFailure
from tests.router.executor.raw_http_server import http_answer

BODY = b'{"data":{"x":1}}'
ANSWERS = [
    http_answer(BODY),
    b"HTTP/1.1 100 Continue\r\n\r\n" + http_answer(BODY, headers="Connection: close\r\n"),
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8;note\r\n"
    + BODY[:8]
    + b"\r\n8\r\n"
    + BODY[8:]
    + b"\r\n0\r\na: b\r\n\r\n",
    b"HTTP/1.0 200 OK\r\nserver: old\r\n\r\n" + BODY,
]


class RecordingTransport(asyncio.Transport):
    """Where a connection writes; nothing comes of it."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.is_aborted = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += data

    def get_write_buffer_size(self) -> int:
        return 0

    def abort(self) -> None:
        self.is_aborted = True


def exchange(pieces: list[bytes], max_response_bytes: int = 1000) -> tuple[HttpAnswer | HttpFailure, bool]:
    """Feed an answer in pieces, then the end; what came of it, and whether the connection could still be used."""

    async def run() -> tuple[HttpAnswer | HttpFailure, bool]:
        connection = Http1Connection(max_response_bytes)
        connection.connection_made(RecordingTransport())
        asking = asyncio.create_task(connection.ask(b"POST", 5.0))
        await asyncio.sleep(0)
        for piece in pieces:
            connection.data_received(piece)
        was_open = connection.is_open
        connection.eof_received()
        connection.connection_lost(None)
        try:
            return await asking, was_open
        except HttpFailure as failure:
            return failure, was_open

    return asyncio.run(run())


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in pairwise(edges) if start < end]


PLACES = st.lists(st.integers(0, 400), max_size=8)


@given(answer=st.sampled_from(ANSWERS), places=PLACES)
def test_an_answer_is_the_same_however_it_is_cut(answer: bytes, places: list[int]) -> None:
    got, _ = exchange(cut(answer, places))
    assert got == HttpAnswer(200, BODY)


@given(answer=st.sampled_from(ANSWERS[:3]), length=st.integers(0, 300), places=PLACES)
def test_a_part_of_an_answer_is_never_taken_for_all_of_it(answer: bytes, length: int, places: list[int]) -> None:
    part = answer[: length % len(answer)]
    got, _ = exchange(cut(part, places))
    assert isinstance(got, HttpFailure)


@given(
    answer=st.sampled_from(ANSWERS),
    start=st.integers(0, 300),
    length=st.integers(0, 20),
    noise=st.binary(max_size=20),
    places=PLACES,
)
def test_noise_ends_in_an_answer_or_a_failure(
    answer: bytes, start: int, length: int, noise: bytes, places: list[int]
) -> None:
    start %= len(answer)
    got, _ = exchange(cut(answer[:start] + noise + answer[start + length :], places))
    assert isinstance(got, HttpAnswer | HttpFailure)


@given(noise=st.binary(max_size=60).filter(lambda noise: noise.strip(b"\r\n")), places=PLACES)
def test_whatever_follows_an_answer_leaves_it_whole_and_ends_the_connection(noise: bytes, places: list[int]) -> None:
    got, is_open = exchange([http_answer(BODY), *cut(noise, places)])
    assert (got, is_open) == (HttpAnswer(200, BODY), False)
    got, is_open = exchange([http_answer(BODY) + noise])
    assert (got, is_open) == (HttpAnswer(200, BODY), False)


def test_an_answer_as_large_as_allowed_passes_and_a_byte_more_does_not() -> None:
    answers: list[Callable[[bytes], bytes]] = [
        http_answer,
        lambda body: b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(body), body),
    ]
    for answer in answers:
        assert exchange([answer(b"a" * 100)], 100)[0] == HttpAnswer(200, b"a" * 100)
        assert isinstance(exchange([answer(b"a" * 101)], 100)[0], HttpFailure)


def test_a_connection_that_ended_before_it_was_asked_says_so_at_once() -> None:
    async def run() -> None:
        connection = Http1Connection(1000)
        connection.connection_made(RecordingTransport())
        connection.connection_lost(None)
        with pytest.raises(NotHeard):
            await connection.ask(b"POST", 5.0)

    asyncio.run(run())
