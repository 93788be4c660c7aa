"""What an administrator does in somebody's name is marked wherever it is logged."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from subgraphs.shared.caller import Caller
from subgraphs.shared.caller_logs import each_with_logs_of
from subgraphs.shared.ids import new_id
from tests.support.subgraphs import SubgraphUnderTest

THEMSELVES = Caller(new_id())
IMPERSONATED = Caller(new_id(), impersonator_id=new_id())
MARKS = {"user_id": str(IMPERSONATED.user_id), "impersonator_id": str(IMPERSONATED.impersonator_id)}


def marks_in(line: Any) -> dict[str, str]:
    return {name: line[name] for name in ("user_id", "impersonator_id") if name in line}


@pytest.mark.parametrize(("caller", "marks"), [(THEMSELVES, {}), (IMPERSONATED, MARKS), (None, {})])
async def test_lines_of_a_request_name_who_acts_in_whose_name(
    garden: SubgraphUnderTest, caller: Caller | None, marks: dict[str, str]
) -> None:
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        await garden.execute("{ earthquake }", caller=caller)
        structlog.get_logger().info("afterwards")
    assert [marks_in(line) for line in lines] == [marks, {}]


async def test_lines_of_a_subscription_are_marked_and_those_of_its_reader_are_not() -> None:
    log = structlog.get_logger()

    async def events() -> AsyncIterator[int]:
        for number in (1, 2):
            log.info("made", number=number)
            yield number

    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        read = []
        async for number in each_with_logs_of(IMPERSONATED, events()):
            log.info("read", number=number)
            read.append(number)
    assert read == [1, 2]
    assert [(line["event"], bool(marks_in(line))) for line in lines] == [("made", True), ("read", False)] * 2
