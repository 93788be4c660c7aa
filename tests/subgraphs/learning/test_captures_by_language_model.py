"""Cards that a language model writes, and what happens when it does not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
import structlog
from pydantic import SecretStr, ValidationError
from sqlalchemy import select
from sqlmodel import col

from subgraphs.learning.models.captures import LanguageModelUseRow
from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.settings import LearningSettings
from tests.subgraphs.learning.captured import STORY, capture, capturing, processed
from tests.subgraphs.learning.cards import AIKO, BEN, NINE, Place
from tests.subgraphs.learning.catalogue import word_id
from tests.support.language_model_server import (
    Handler,
    LanguageModelServer,
    cards,
    fails,
    language_model_server,
    says,
)
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

KEY = "sk-nobody-may-read-this"
GOOD = cards(
    (1, "猫", "猫", "ねこ", "a cat, the one in the story"),
    (1, "食べる", "食べる", "タベル", "to eat"),
    (2, "大きい", "大きい", "おおきい", "big"),
)
USER = '{"sentences":[{"number":1,"text":"猫は魚を食べる。"}'


@asynccontextmanager
async def asking(
    place: Place, *answers: Handler, clock: MovableClock | None = None, **settings: Any
) -> AsyncIterator[tuple[SubgraphUnderTest, LanguageModelServer]]:
    chosen = {
        "capture_processor": "language-model",
        "language_model": "tiny",
        "language_model_key": SecretStr(KEY),
        "language_model_first_pause": timedelta(milliseconds=1),
        "language_model_longest_pause": timedelta(seconds=2),
        "language_model_input_price": 2.0,
        "language_model_output_price": 10.0,
        **settings,
    }
    async with (
        language_model_server(*answers) as server,
        capturing(place, clock, **{"language_model_url": server.url, **chosen}) as subgraph,
    ):
        yield subgraph, server


async def uses(subgraph: SubgraphUnderTest) -> list[tuple[int, int, int, int]]:
    """Requests, tokens asked and answered, and cost, of each learner and day."""
    async with subgraph.subgraph.database.read() as session:
        rows = (await session.scalars(select(LanguageModelUseRow).order_by(col(LanguageModelUseRow.day)))).all()
    return [(row.requests, row.input_tokens, row.output_tokens, row.cost_millionths) for row in rows]


async def made(subgraph: SubgraphUnderTest) -> list[FlashcardRow]:
    async with subgraph.subgraph.database.read() as session:
        return list((await session.scalars(select(FlashcardRow).order_by(col(FlashcardRow.id)))).all())


async def test_a_model_is_asked_with_the_text_as_data_and_its_cards_quote_the_text(place: Place) -> None:
    async with asking(place, says(GOOD)) as (subgraph, server):
        done = await processed(subgraph, text=STORY, title="Cats")
        assert (done["status"], done["processor"], done["cardCount"]) == ("PROCESSED", "LANGUAGE_MODEL", 3)
        (question,) = server.requests
        assert (question["model"], question["max_tokens"]) == ("tiny", 1_500)
        assert question["response_format"] == {"type": "json_object"}
        system, user = question["messages"]
        assert (system["role"], user["role"]) == ("system", "user")
        assert "猫" not in system["content"]
        assert user["content"].startswith(USER)
        assert (server.paths, server.authorizations) == (["/v1/chat/completions"], [f"Bearer {KEY}"])
        cat, eat, big = await made(subgraph)
        assert (cat.item_id, cat.back, cat.notes) == (
            word_id("猫", "ねこ"),
            "a cat, the one in the story",
            "猫は魚を食べる。\nCats",
        )
        assert (eat.item_id, big.item_id) == (word_id("食べる", "たべる"), word_id("大きい", "おおきい"))
        assert eat.back is None
        assert await uses(subgraph) == [(1, 200, 100, 200 * 2 + 100 * 10)]


async def test_a_word_that_no_dictionary_has_gets_a_free_card(place: Place) -> None:
    written = cards((1, "魚", "魚", "さかな", "fish"), (3, "旅", "旅", "たび", "trip"), (2, "犬", "犬", "いぬ", "dog"))
    async with asking(place, says(written)) as (subgraph, _):
        await processed(subgraph, text=STORY)
        (free,) = [row for row in await made(subgraph) if row.item_kind == "FREE"]
        assert (free.front, free.back, free.reading) == ("旅", "trip", "たび")


@pytest.mark.parametrize(
    ("settings", "of_others"),
    [
        ({"language_model_daily_requests_per_learner": 1}, "LANGUAGE_MODEL"),
        ({"language_model_daily_cost_per_learner": 0.02}, "LANGUAGE_MODEL"),
        ({"language_model_daily_cost": 0.02}, "LOCAL"),
    ],
    ids=["requests", "cost of a learner", "cost of all"],
)
async def test_beyond_the_limits_of_a_day_the_dictionary_does_the_work(
    place: Place, settings: dict[str, Any], of_others: str
) -> None:
    clock = MovableClock(NINE)
    # Each question is paid with 1,400 and more millionths, and reserved with more than 15,000.
    answers = (says(GOOD, usage=(2_000, 100)),)
    async with asking(place, *answers, clock=clock, **settings) as (subgraph, _):
        who = [(await processed(subgraph, text=STORY))["processor"]]
        who.append((await processed(subgraph, text=f"{STORY}鳥が本を見る。車と木と水。"))["processor"])
        who.append((await processed(subgraph, BEN, text=STORY))["processor"])
        assert who == ["LANGUAGE_MODEL", "LOCAL", of_others]
        clock.now += timedelta(days=1)
        later = await processed(subgraph, BEN, text=f"{STORY}{STORY}大きい猫。動物。植物。")
        assert later["processor"] is not None
        assert len(await uses(subgraph)) >= 2


async def test_the_key_is_in_no_log_and_in_no_answer(place: Place) -> None:
    with structlog.testing.capture_logs() as logs:
        async with asking(place, fails(500), language_model_url=f"http://{KEY}@127.0.0.1:1/v1") as (subgraph, _):
            done = await processed(subgraph, text=STORY)
            events = [event.data for event in await subgraph.announced()]
            jobs = [repr(job) for job in await subgraph.jobs()]
    assert KEY not in f"{logs}{done}{events}{jobs}"
    assert any(log["event"] == "captures.language_model_failed" for log in logs)
    assert KEY not in repr(LearningSettings(language_model_key=SecretStr(KEY)))


async def test_with_nothing_set_no_model_is_asked(place: Place) -> None:
    async with asking(place, says(GOOD), capture_processor="local") as (subgraph, server):
        kept = await capture(subgraph, AIKO, text=STORY)
        await subgraph.run_jobs()
        assert kept["status"] == "PENDING"
        assert server.requests == []


@pytest.mark.parametrize(
    "settings",
    [{}, {"language_model_url": "https://models.example/v1"}, {"language_model": "tiny"}],
)
def test_a_model_without_address_or_name_is_refused_at_the_start(settings: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="KUMIKI_LANGUAGE_MODEL"):
        LearningSettings(capture_processor="language-model", **settings)  # type: ignore[arg-type]
