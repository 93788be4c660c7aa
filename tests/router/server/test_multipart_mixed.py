from typing import Any

from starlette.types import Message

from router.server.multipart_mixed import MultipartMixed

HEAD = b"\r\ncontent-type: application/json; charset=utf-8\r\n\r\n"


class Sent(list[Message]):
    """Takes what an application sends."""

    async def __call__(self, message: Message) -> None:
        self.append(message)

    @property
    def bodies(self) -> list[bytes]:
        return [message["body"] for message in self if message["type"] == "http.response.body"]


async def test_the_head_names_boundary_and_parameters() -> None:
    sent = Sent()
    await MultipartMixed(sent, "graphql", 'subscriptionSpec="1.0"').open([(b"x-other", b"1")])
    headers: dict[bytes, Any] = dict(sent[0]["headers"])
    assert headers[b"content-type"] == b'multipart/mixed; boundary="graphql"; subscriptionSpec="1.0"'
    assert headers[b"x-other"] == b"1"


async def test_the_boundary_behind_a_part_travels_with_it() -> None:
    sent = Sent()
    answer = MultipartMixed(sent, "-")
    await answer.open()
    await answer.write({"a": 1})
    assert sent.bodies == [b"---", HEAD + b'{"a":1}\r\n---']


async def test_the_last_part_and_the_end_are_one_message() -> None:
    sent = Sent()
    answer = MultipartMixed(sent, "-")
    await answer.open()
    await answer.close({"a": 1})
    assert sent.bodies[-1] == HEAD + b'{"a":1}\r\n-----\r\n'
    assert not sent[-1].get("more_body", False)


async def test_an_answer_without_parts_is_still_closed() -> None:
    sent = Sent()
    answer = MultipartMixed(sent, "-")
    await answer.open()
    await answer.close()
    assert b"".join(sent.bodies) == b"-----\r\n"
