"""How long a search of all kanji, words and grammar takes, on SQLite and on PostgreSQL.

    python -m bench.search [--rounds N] [--postgres postgresql+asyncpg://user@host:port/database]

Fills a database with what ships and asks the subgraph, in process, what people type: kanji, kana, romaji, English, and
their first letters; and the filters of the lists. One asks after the other; the time is all of it, from parsing the
operation to the answer. Exits with 1 where the 95th percentile of a kind is above the limit.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from subgraphs.content.app import CONTENT
from tests.support.subgraphs import SubgraphUnderTest, subgraph_under_test

LIMIT_MS = 50.0

SEARCH = """query ($typed: String!) { searchContent(query: $typed, first: 20) { edges { node {
    ... on Kanji { character meanings } ... on Word { text reading meanings } ... on GrammarPoint { pattern }
} } } }"""
WORDS = """query ($typed: String!) { searchWords(query: $typed, first: 20) {
    totalCount edges { node { text reading meanings } }
} }"""
KANJI = """query ($typed: String!) { searchKanji(query: $typed, first: 20) {
    totalCount edges { node { character meanings } }
} }"""

TYPED = {
    "kanji": ["猫", "食べる", "学校", "日", "人", "一", "勉強", "中国語", "大学生", "電話"],
    "kana": ["ねこ", "か", "し", "たべる", "がっこう", "コーヒー", "あ", "しょう", "きょう", "の"],
    "romaji": ["neko", "k", "s", "shi", "taberu", "kou", "toukyou", "a", "sho", "ka"],
    "english": ["cat", "to eat", "school", "water", "hospit", "the", "go", "time of day", "be", "person"],
}
LISTS = {
    "level and grade": "level: N3, grade: 4",
    "strokes": "minStrokeCount: 8, maxStrokeCount: 9",
    "radical": "radical: 85",
    "component": 'components: ["木", "口"]',
    "frequency": "maxFrequency: 500, minStrokeCount: 12",
    "many of them": 'level: N1, minStrokeCount: 5, maxStrokeCount: 12, radical: 85, components: ["水"]',
}


@dataclass(frozen=True, slots=True)
class Timing:
    kind: str
    milliseconds: tuple[float, ...]

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.milliseconds, n=20, method="inclusive")[-1]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.search", description="Times of searches.")
    parser.add_argument("--rounds", type=int, default=10, help="how often each is asked")
    parser.add_argument("--postgres", help="the URL of an empty database; SQLite only where left out")
    asked = parser.parse_args()
    timings = asyncio.run(measure_all(asked.rounds, asked.postgres))
    sys.exit(any(timing.p95 > LIMIT_MS for timing in timings))


async def measure_all(rounds: int, postgres: str | None) -> list[Timing]:
    with tempfile.TemporaryDirectory() as folder:
        timings = await measure("SQLite", rounds, Path(folder), None)
        if postgres is not None:
            timings += await measure("PostgreSQL", rounds, Path(folder), postgres)
    return timings


async def measure(engine: str, rounds: int, folder: Path, url: str | None) -> list[Timing]:
    settings: dict[str, Any] = {"database_url": url} if url else {}
    async with subgraph_under_test(CONTENT, folder, **settings) as content:
        started = time.perf_counter()
        await content.subgraph.seed()
        print(f"{engine}: filled in {time.perf_counter() - started:.1f} s")
        timings = [await time_kind(content, kind, operations, rounds) for kind, operations in kinds().items()]
    for timing in timings:
        median, worst = statistics.median(timing.milliseconds), max(timing.milliseconds)
        print(f"  {timing.kind:30} median {median:6.1f} ms   p95 {timing.p95:6.1f} ms   worst {worst:6.1f} ms")
    return timings


def kinds() -> dict[str, list[tuple[str, dict[str, str]]]]:
    searches = {
        f"{name} of {script}": [(document, {"typed": typed}) for typed in texts]
        for name, document in (("everything", SEARCH), ("words and total", WORDS), ("kanji and total", KANJI))
        for script, texts in TYPED.items()
    }
    lists: dict[str, list[tuple[str, dict[str, str]]]] = {
        f"kanji by {name}": [
            (f"{{ kanjiList(first: 20, filter: {{{asked}}}) {{ totalCount edges {{ node {{ character }} }} }} }}", {})
        ]
        for name, asked in LISTS.items()
    }
    return searches | lists


async def time_kind(
    content: SubgraphUnderTest, kind: str, operations: list[tuple[str, dict[str, str]]], rounds: int
) -> Timing:
    taken = []
    for document, variables in operations * (rounds + 1):
        started = time.perf_counter()
        await content.data(document, variables)
        taken.append((time.perf_counter() - started) * 1_000)
    # The first round only warms up.
    return Timing(kind, tuple(taken[len(operations) :]))


if __name__ == "__main__":
    main()
