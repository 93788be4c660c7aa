"""What learners wait for: many of them go through the platform at once, each with pauses as people make them.

    python -m bench.journey [--users 50] [--seconds 240] [--think 3] [--engines sqlite postgresql]

`sqlite` is the embedded mode, one process as `make up` starts it; `postgresql` is the services mode with processes of
its own. Each starts empty in a temporary folder. Every learner has an account and a connection of their own, signs in,
goes through the steps of `bench/operations/journey/`, and begins again. A step's time is what the learner waits for its
answer, from the first byte sent to the last byte read; an answer with errors, or with a refusal, counts as failed.
"""

import argparse
import asyncio
import contextlib
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import orjson

from bench.__main__ import free_port

OPERATIONS = Path(__file__).parent / "operations" / "journey"
ENGINES = ("sqlite", "postgresql")
COMMANDS = {"sqlite": "up", "postgresql": "up-services"}
PASSWORD = "correct horse battery staple"
STARTS_WITHIN = 240.0
"""Seconds: both engines migrate and seed first."""

READ_MARK, WRITE_MARK = 0.2, 0.5
"""Seconds that 95 of 100 answers must stay under."""

SEARCHES = ("食べる", "neko", "水", "がっこう", "water", "to eat", "日本", "sakura", "みる", "friend")
REVIEWS, QUESTIONS = 10, 10
CHARACTERS = "水火木金土日月山川田人口目耳手足力子女男大小中上下左右本車電食飲見行来休学校先生"


def operation(name: str) -> str:
    return (OPERATIONS / f"{name}.graphql").read_text()


class StepFailed(Exception):
    pass


@dataclass
class Measured:
    """Seconds of each answer, by step."""

    reads: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    writes: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: list[str] = field(default_factory=list)


class Learner:
    """Somebody with an account and a connection."""

    def __init__(self, number: int, url: str, http: aiohttp.ClientSession, measured: Measured) -> None:
        self.handle = f"learner{number}"
        self._url = url
        self._http = http
        self._measured = measured
        self._token: str | None = None
        self.choose = random.Random(number)

    async def register(self) -> None:
        asked = {
            "handle": self.handle,
            "email": f"{self.handle}@example.com",
            "password": PASSWORD,
        }
        await self._ask("register", {"input": asked})

    async def sign_in(self) -> None:
        self._token = None
        data = await self.write("sign_in", {"input": {"login": self.handle, "password": PASSWORD}})
        self._token = data["signIn"]["session"]["accessToken"]

    async def read(self, name: str, variables: Mapping[str, Any] | None = None) -> Any:
        return await self._timed(self._measured.reads, name, variables)

    async def write(self, name: str, variables: Mapping[str, Any] | None = None) -> Any:
        return await self._timed(self._measured.writes, name, variables)

    async def _timed(self, times: dict[str, list[float]], name: str, variables: Mapping[str, Any] | None) -> Any:
        began = time.perf_counter()
        try:
            return await self._ask(name, variables)
        except StepFailed as failure:
            self._measured.failures.append(f"{name}: {failure}")
            raise
        finally:
            times[name].append(time.perf_counter() - began)

    async def _ask(self, name: str, variables: Mapping[str, Any] | None) -> Any:
        headers = {"content-type": "application/json"}
        if self._token is not None:
            headers["authorization"] = f"Bearer {self._token}"
        body = orjson.dumps({"query": operation(name), "variables": variables or {}})
        async with self._http.post(self._url, data=body, headers=headers) as response:
            answer = orjson.loads(await response.read())
        if answer.get("errors"):
            raise StepFailed(str(answer["errors"][0])[:300])
        for payload in answer["data"].values():
            if isinstance(payload, dict) and payload.get("userErrors"):
                raise StepFailed(str(payload["userErrors"][0])[:300])
        return answer["data"]


Pause = Callable[[], Awaitable[None]]


async def journey(learner: Learner, pause: Pause) -> None:
    """Once through the platform."""
    await learner.sign_in()
    await pause()
    await learner.read("home")
    await pause()
    for _ in range(3):
        await learner.read("search", {"query": learner.choose.choice(SEARCHES)})
        await pause()
        await learner.read("kanji", {"character": learner.choose.choice(CHARACTERS)})
        await pause()
    await read_lesson(learner, pause)
    await pause()
    await review_cards(learner, pause)
    await pause()
    await take_test(learner, pause)
    await pause()
    await learner.read("leaderboard", {"period": learner.choose.choice(("DAY", "WEEK", "MONTH", "ALL_TIME"))})
    await pause()
    await learner.read("statistics")
    await pause()


async def review_cards(learner: Learner, pause: Pause) -> None:
    """Makes cards where there are none to ask, and answers ten."""
    found = await learner.read("search", {"query": learner.choose.choice(SEARCHES)})
    hits = [edge["node"] for edge in found["searchContent"]["edges"]]
    words, kanji = ([hit["id"] for hit in hits if name in hit] for name in ("text", "character"))
    items = {"wordIds": words, "kanjiIds": kanji}
    await pause()
    await learner.write("make_cards", {"input": items})
    await pause()
    cards = await due_cards(learner)
    for number in range(REVIEWS if cards else 0):
        await pause()
        card = cards[number % len(cards)]
        rating = learner.choose.choices(("AGAIN", "HARD", "GOOD", "EASY"), (1, 1, 6, 2))[0]
        asked = {"flashcardId": card, "rating": rating, "durationMs": learner.choose.randrange(800, 9_000)}
        await learner.write("review", {"input": asked})


async def take_test(learner: Learner, pause: Pause) -> None:
    """Ten questions about easy words and kanji, answered by chance."""
    asked = {"kind": "MULTIPLE_CHOICE", "from": {"level": "N5"}, "questions": QUESTIONS}
    test = (await learner.write("start_test", {"input": asked}))["startTest"]["test"]
    test_id, question = test["id"], test["nextQuestion"]
    while question is not None:
        await pause()
        option = learner.choose.choice(question["options"])["id"]
        answer = {"testId": test_id, "questionId": question["id"], "optionId": option, "durationMs": 2_500}
        question = (await learner.write("answer_test", {"input": answer}))["answerTestQuestion"]["test"]["nextQuestion"]
    await pause()
    await learner.write("finish_test", {"input": {"testId": test_id}})
    await learner.read("scores", {"id": test_id})


async def due_cards(learner: Learner) -> Sequence[str]:
    data = await learner.read("due")
    return [edge["node"]["id"] for edge in data["viewer"]["dueCards"]["edges"]]


async def read_lesson(learner: Learner, pause: Pause) -> None:
    """The first one of the course that ships, which needs no other."""
    data = await learner.read("courses")
    course = data["courses"]["edges"][0]["node"]
    await pause()
    await learner.write("enroll", {"input": {"courseId": course["id"]}})
    await pause()
    lesson = course["lessons"][0]["id"]
    await learner.read("lesson", {"id": lesson})
    await learner.write("start_lesson", {"input": {"lessonId": lesson}})
    await pause()


async def go_through(learner: Learner, pause: Pause, until: float) -> None:
    while time.monotonic() < until:
        with contextlib.suppress(StepFailed):
            await journey(learner, pause)


async def measure(url: str, users: int, seconds: float, think: float) -> Measured:
    """Everybody begins at a moment of their own within the first pause, and takes pauses of half to one and a half."""
    measured = Measured()
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(60)) as http:
        learners = [Learner(number, url, http, measured) for number in range(users)]
        for some in batches(learners, 4):
            await asyncio.gather(*(learner.register() for learner in some))
        until = time.monotonic() + seconds

        def pause_of(learner: Learner) -> Pause:
            return lambda: asyncio.sleep(learner.choose.uniform(0.5, 1.5) * think)

        async def begin(learner: Learner) -> None:
            await asyncio.sleep(learner.choose.uniform(0, 10 * think))
            await go_through(learner, pause_of(learner), until)

        await asyncio.gather(*map(begin, learners))
    return measured


def batches(learners: Sequence[Learner], size: int) -> Iterator[Sequence[Learner]]:
    for start in range(0, len(learners), size):
        yield learners[start : start + size]


@contextlib.contextmanager
def platform(engine: str) -> Iterator[str]:
    """The address of a platform of its own."""
    with tempfile.TemporaryDirectory(prefix="kumiki-journey-", ignore_cleanup_errors=True) as home:
        port = free_port()
        environment = {
            **os.environ,
            "KUMIKI_HOME": home,
            "KUMIKI_PORT": str(port),
            "KUMIKI_FIRST_SUBGRAPH_PORT": str(free_port()),
        }
        log = Path(home) / "journey.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "kumiki", COMMANDS[engine]],
                env=environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        try:
            url = f"http://127.0.0.1:{port}/graphql"
            if not asyncio.run(answers(url, process)):
                raise SystemExit(f"the platform did not start:\n{log.read_text()}")
            yield url
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


async def answers(url: str, process: subprocess.Popen[bytes]) -> bool:
    async with aiohttp.ClientSession() as http:
        for _ in range(int(STARTS_WITHIN * 4)):
            if process.poll() is not None:
                return False
            with contextlib.suppress(aiohttp.ClientError):
                async with http.post(url, json={"query": '{ kanji(character: "水") { meanings } }'}) as response:
                    if response.status == 200 and "errors" not in await response.json():
                        return True
            await asyncio.sleep(0.25)
    return False


def quantile(times: Sequence[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def table(engine: str, measured: Measured) -> str:
    lines = [
        f"{engine}: {len(measured.failures)} failed",
        f"  {'step':<22}{'answers':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}",
    ]
    for kind, steps, mark in (("read", measured.reads, READ_MARK), ("write", measured.writes, WRITE_MARK)):
        for name, times in steps.items():
            figures = [statistics.median(times), quantile(times, 0.95), quantile(times, 0.99)]
            shown = "".join(f"{figure * 1_000:>9.1f}" for figure in figures)
            lines.append(f"  {name:<22}{len(times):>8}{shown}{'' if figures[1] < mark else '  over the mark'}")
        every = [each for times in steps.values() for each in times]
        if every:
            lines.append(f"  {'every ' + kind:<22}{len(every):>8}{'':>9}{quantile(every, 0.95) * 1_000:>9.1f}")
    return "\n".join([*lines, *(f"  failed: {failure}" for failure in measured.failures[:5])])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.journey", description="What learners wait for.")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=240.0)
    parser.add_argument("--think", type=float, default=3.0, help="mean pause between two steps, in seconds")
    parser.add_argument("--engines", nargs="+", default=ENGINES, choices=ENGINES)
    options = parser.parse_args()
    for engine in options.engines:
        with platform(engine) as url:
            measured = asyncio.run(measure(url, options.users, options.seconds, options.think))
        print(table(engine, measured), flush=True)


if __name__ == "__main__":
    main()
