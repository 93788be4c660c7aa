"""Searches and lists are read from indexes, on each engine."""

import re
from typing import Any

import pytest
from sqlalchemy import Select, text

from subgraphs.content.models.kanji import KanjiRow
from subgraphs.content.models.search_terms import ItemKind
from subgraphs.content.models.words import PartOfSpeech, WordRow
from subgraphs.content.repository.search import best_hits
from subgraphs.content.repository.study import KANJI_ORDER, WORD_ORDER, KanjiWanted, WordsWanted, ranked
from subgraphs.content.search_terms import parse_search
from subgraphs.shared.pagination import SeekOrder
from tests.support.subgraphs import SubgraphUnderTest

FIRST_PAGE = 20


def first_page(statement: Select[Any], order: SeekOrder) -> Select[Any]:
    return statement.order_by(*(column.expression for column in order.columns)).limit(FIRST_PAGE)


async def plan(content: SubgraphUnderTest, statement: Select[Any]) -> str:
    async with content.subgraph.database.read() as session:
        connection = await session.connection()
        written = str(statement.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True}))
        explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
        rows = (await session.execute(text(f"{explain} {written.replace(':', chr(92) + ':')}"))).all()
    return "\n".join(str(row[-1]) for row in rows)


def scans(plan: str) -> list[str]:
    """Steps that read a whole table of ours; reading one in the order of an index up to a limit is none."""
    of_sqlite = re.findall(r"SCAN (?:kanji|words|search_terms|kanji_parts|word_classes)\b(?! USING)", plan)
    return of_sqlite + re.findall(r"Seq Scan on (?:kanji|words|search_terms|kanji_parts|word_classes)\b", plan)


@pytest.mark.parametrize("typed", ["猫", "学校", "ねこ", "か", "neko", "k", "cat", "elementary school", "hospit"])
async def test_a_search_reads_no_table_as_a_whole(content: SubgraphUnderTest, typed: str) -> None:
    found = await plan(content, best_hits(parse_search(typed), list(ItemKind)))

    assert scans(found) == [], found


@pytest.mark.parametrize(
    "wanted",
    [
        KanjiWanted(),
        KanjiWanted(level="N3"),
        KanjiWanted(grade=4),
        KanjiWanted(radical=85),
        KanjiWanted(fewest_strokes=8, most_strokes=8),
        KanjiWanted(components=("水",)),
        KanjiWanted(level="N2", components=("木", "口")),
    ],
)
async def test_a_page_of_kanji_reads_no_table_as_a_whole(content: SubgraphUnderTest, wanted: KanjiWanted) -> None:
    found = await plan(content, first_page(ranked(KanjiRow, wanted), KANJI_ORDER))

    assert scans(found) == [], found


@pytest.mark.parametrize(
    "wanted",
    [
        WordsWanted(),
        WordsWanted(level="N3"),
        WordsWanted(language="ja"),
        WordsWanted(part_of_speech=PartOfSpeech.COUNTER),
    ],
)
async def test_a_page_of_words_reads_no_table_as_a_whole(content: SubgraphUnderTest, wanted: WordsWanted) -> None:
    found = await plan(content, first_page(ranked(WordRow, wanted), WORD_ORDER))

    assert scans(found) == [], found
