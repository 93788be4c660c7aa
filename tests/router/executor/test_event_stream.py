import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.executor.event_stream import EventStreamReader, EventTooLarge, ServerSentEvent


def events_in(*pieces: bytes, max_bytes: int = 1000) -> list[ServerSentEvent]:
    reader = EventStreamReader(max_bytes)
    return [event for piece in pieces for event in reader.feed(piece)]


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_every_line_end_of_the_standard_ends_lines(end: bytes) -> None:
    text = b"event: next\ndata: 1\n\ndata: 2\n\n:\n".replace(b"\n", end)
    assert events_in(text) == [ServerSentEvent(b"next", b"1"), ServerSentEvent(b"", b"2")]


def test_lines_of_data_are_joined() -> None:
    assert events_in(b"data: a\ndata:b\ndata\n\n") == [ServerSentEvent(b"", b"a\nb\n")]


def test_one_blank_before_a_value_is_no_part_of_it() -> None:
    assert events_in(b"data:  a\n\n") == [ServerSentEvent(b"", b" a")]


def test_comments_and_other_fields_say_nothing() -> None:
    assert events_in(b": ping\n\nid: 7\nretry: 5\nwhatever\nevent: x\n\ndata: 1\n\n") == [ServerSentEvent(b"", b"1")]


def test_a_byte_order_mark_at_the_start_is_left_out() -> None:
    assert events_in(b"\xef", b"\xbb\xbfdata: 1\n\n") == [ServerSentEvent(b"", b"1")]


def test_an_event_that_is_not_ended_is_none() -> None:
    assert events_in(b"data: 1\n") == []


@pytest.mark.parametrize("text", [b"data: " + b"x" * 1001, b"data: " + b"x" * 500 + b"\n", b": " + b"x" * 1001])
def test_an_event_over_the_limit_is_refused(text: bytes) -> None:
    with pytest.raises(EventTooLarge):
        events_in(text * 3)


def test_events_within_the_limit_come_for_ever() -> None:
    assert len(events_in(*(b"data: " + b"x" * 900 + b"\n\n" for _ in range(50)))) == 50


@given(st.lists(st.integers(1, 12), max_size=20))
def test_where_pieces_end_changes_nothing(lengths: list[int]) -> None:
    text = b"\xef\xbb\xbfevent: next\r\ndata: 1\r\n\r\n: c\r\rdata: 2\n\nevent: complete\ndata:\n\n"
    pieces, begin = [], 0
    for length in lengths:
        pieces.append(text[begin : begin + length])
        begin += length
    assert events_in(*pieces, text[begin:]) == events_in(text)
