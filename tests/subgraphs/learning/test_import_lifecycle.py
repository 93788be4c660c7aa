import asyncio
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from subgraphs.learning.events.imports import FlashcardsImported
from subgraphs.learning.import_jobs import forget_imports, run_import, sweep_import_files
from subgraphs.learning.models.anki import AnkiMediaRow, AnkiNoteRow, AnkiNoteTypeRow
from subgraphs.learning.privacy import PRIVACY
from subgraphs.learning.service.imports import RunImport
from subgraphs.shared.database import count_statements
from subgraphs.shared.jobs import JobContext, PeriodicRun
from subgraphs.shared.privacy import erase
from tests.subgraphs.learning.anki.packages import CARDS, NOTES, newest_package, older_package
from tests.subgraphs.learning.cards import AIKO, BEN, DELETE, NINE, Place, codes, learning
from tests.subgraphs.learning.importing import CANCEL, START, cards_of, imported, send, show
from tests.support.subgraphs import SubgraphUnderTest, headers_of

PROGRESS = "subscription ($id: ID!) { importProgressed(importId: $id) { state progress { done total } } }"


async def test_a_cancelled_import_leaves_nothing(place: Place) -> None:
    async with learning(place) as subgraph:
        begun = (await send(subgraph, newest_package()))["import"]
        for _ in range(2):
            answer = await subgraph.data(CANCEL, {"input": {"importId": begun["id"]}}, caller=AIKO)
            assert answer["cancelFlashcardImport"]["import"]["state"] == "CANCELLED"
        await subgraph.run_jobs()
        assert await cards_of(subgraph) == []
        assert (await show(subgraph, begun["id"]))["state"] == "CANCELLED"
        assert await object_keys(subgraph) == []


async def test_what_has_ended_cannot_be_cancelled_or_started(place: Place) -> None:
    async with learning(place) as subgraph:
        done = await imported(subgraph, newest_package())
        variables = {"input": {"importId": done["id"]}}
        cancelled = await subgraph.data(CANCEL, variables, caller=AIKO)
        started = await subgraph.data(START, variables, caller=AIKO)
        others = await subgraph.execute(CANCEL, variables, caller=BEN)
    assert cancelled["cancelFlashcardImport"]["userErrors"] == [{"code": "IS_OVER", "path": []}]
    assert started["startFlashcardImport"]["userErrors"] == [{"code": "IS_NOT_PREVIEWED", "path": []}]
    assert codes(others) == ["NOT_FOUND"]


async def test_one_import_at_a_time_and_a_bounded_number_a_day(place: Place) -> None:
    async with learning(place, imports_per_day=2) as subgraph:
        await send(subgraph, newest_package(), clientMutationId="one")
        again = await send(subgraph, newest_package(), clientMutationId="one")
        second = await send(subgraph, newest_package())
        await subgraph.run_jobs()
        await imported(subgraph, b"front,back\na,b\n", "CSV")
        third = await send(subgraph, newest_package())
    assert again["import"] is not None
    assert [payload["userErrors"][0]["code"] for payload in (second, third)] == [
        "ANOTHER_IMPORT_IS_RUNNING",
        "TOO_MANY_IMPORTS",
    ]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"options": {"duplicates": "ADD"}}, "DUPLICATES_CANNOT_BE_ADDED"),
        ({"options": {"columns": ["BACK"]}}, "COLUMNS_ARE_WRONG"),
        ({"options": {"columns": ["FRONT", "FRONT"]}}, "COLUMNS_ARE_WRONG"),
        ({"options": {"deckId": "x"}}, "NOT_FOUND"),
        ({"options": {"topicId": str(UUID(int=1))}}, "NOT_FOUND"),
    ],
)
async def test_what_cannot_be_is_refused_at_once(fields: dict[str, Any], code: str, place: Place) -> None:
    async with learning(place) as subgraph:
        payload = await send(subgraph, newest_package(), **fields)
        assert payload["import"] is None
        assert [error["code"] for error in payload["userErrors"]] == [code]
        assert await object_keys(subgraph) == []


async def test_files_have_a_size(place: Place) -> None:
    async with learning(place, import_file_bytes=10_000, import_table_bytes=10_000) as subgraph:
        empty = await send(subgraph, b"")
        large = await send(subgraph, b"x" * 10_001, "CSV")
    assert [payload["userErrors"][0]["code"] for payload in (empty, large)] == ["FILE_IS_EMPTY", "FILE_IS_TOO_LARGE"]


async def test_an_attempt_that_dies_in_the_middle_leaves_nothing_and_the_next_one_ends_it(place: Place) -> None:
    async with learning(place) as subgraph:
        begun = (await send(subgraph, newest_package()))["import"]
        job, request = await claimed_job(subgraph)
        attempt = asyncio.create_task(run_import(job, request))
        seen = 0
        async with subgraph.subgraph.transactions.live.subscribe(f"imports:{AIKO}") as values:
            async for value in values:
                seen = value.get("done", 0)
                if seen:
                    break
        # It is writing: the flashcards are in its transaction, and nowhere else.
        attempt.cancel()
        await asyncio.gather(attempt, return_exceptions=True)
        assert seen > 0 and await cards_of(subgraph) == []
        clock = subgraph.subgraph.transactions.clock
        clock.now += subgraph.subgraph.settings.job_lease  # type: ignore[attr-defined]
        await subgraph.run_jobs()
        done = await show(subgraph, begun["id"])
        assert (done["state"], done["counts"]["created"]) == ("DONE", 6)
        assert len(await cards_of(subgraph)) == 6


async def test_a_subscriber_sees_an_import_come_to_its_end(place: Place) -> None:
    async with learning(place) as subgraph:
        begun = (await send(subgraph, newest_package()))["import"]
        seen = []
        answers = subgraph.subgraph.subscribe(PROGRESS, {"id": begun["id"]}, headers=headers_of(AIKO))
        async with aclosing(answers), asyncio.timeout(60):
            seen.append((await anext(answers))["data"]["importProgressed"])
            running = asyncio.create_task(subgraph.run_jobs())
            async for answer in answers:
                seen.append(answer["data"]["importProgressed"])
            await running
        others = subgraph.subgraph.subscribe(PROGRESS, {"id": begun["id"]}, headers=headers_of(BEN))
        async with aclosing(others):
            assert [answer async for answer in others] == []
    states = [each["state"] for each in seen]
    assert states[0] == "PENDING" and states[-1] == "DONE" and "RUNNING" in states
    done = [each["progress"]["done"] for each in seen if each["state"] != "PENDING"]
    assert done == sorted(done) and done[-1] == 100


async def test_one_event_tells_of_all_flashcards(place: Place) -> None:
    async with learning(place) as subgraph:
        done = await imported(subgraph, newest_package())
        (event,) = [each for each in await subgraph.announced() if each.event_type == FlashcardsImported.__name__]
        kinds = {each.event_type for each in await subgraph.announced()}
    assert event.data["importId"] == done["id"]
    assert (event.data["created"], event.data["reviews"], event.data["format"]) == (6, 7, "ANKI")
    assert "FlashcardReviewed" not in kinds


async def test_a_newer_note_changes_its_cards_and_what_was_deleted_comes_back(place: Place) -> None:
    delete = "mutation ($input: DeleteFlashcardsInput!) { deleteFlashcards(input: $input) { userErrors { code } } }"
    cat = list(NOTES[0])
    cat[5] = "猫\x1fa small cat\x1fねこ"
    async with learning(place) as subgraph:
        await imported(subgraph, newest_package())
        before = {card["id"]: card for card in await cards_of(subgraph)}
        await subgraph.data(delete, {"input": {"flashcardIds": list(before)}}, caller=AIKO)
        assert await cards_of(subgraph) == []
        done = await imported(subgraph, newest_package(notes=[tuple(cat), *NOTES[1:]]))
        after = {card["id"]: card for card in await cards_of(subgraph)}
    assert (done["counts"]["updated"], done["counts"]["created"]) == (6, 0)
    assert after.keys() == before.keys()
    changed = [card for key, card in after.items() if card["wording"] != before[key]["wording"]]
    assert len(changed) == 2 and "a small cat" in {card["wording"]["back"] for card in changed}
    assert {key: card["due"] for key, card in after.items()} == {key: card["due"] for key, card in before.items()}


async def test_the_number_of_statements_does_not_grow_with_the_cards(place: Place) -> None:
    counts = []
    for size, caller in ((10, AIKO), (300, BEN)):
        notes = [(10**12 + place * 10, f"g{size}-{place}", *NOTES[1][2:]) for place in range(size)]
        cards = [(note[0] + 1, note[0], *CARDS[1][2:]) for note in notes]
        content = older_package(notes=notes, cards=cards, revlog=[])
        async with learning(place) as subgraph:
            await send(subgraph, content, caller=caller)
            with count_statements() as log:
                await subgraph.run_jobs()
            counts.append(len(log))
    assert counts[1] <= counts[0] + 2


async def test_notes_and_files_that_nothing_uses_are_forgotten(place: Place) -> None:
    async with learning(place) as subgraph:
        await imported(subgraph, newest_package())
        for card in await cards_of(subgraph):
            await subgraph.data(DELETE, {"input": {"flashcardId": card["id"]}}, caller=AIKO)
        assert any(key.startswith("anki/") for key in await object_keys(subgraph))
        await send(subgraph, newest_package())
        job, _ = await claimed_job(subgraph)
        subgraph.subgraph.transactions.clock.now = datetime.now(UTC) + timedelta(days=2)  # type: ignore[attr-defined]
        await forget_imports(job, PeriodicRun(slot=NINE))
        await sweep_import_files(job, PeriodicRun(slot=NINE))
        async with subgraph.subgraph.database.read() as session:
            left = [
                (await session.execute(select(func.count()).select_from(model))).scalar_one()
                for model in (AnkiNoteRow, AnkiNoteTypeRow, AnkiMediaRow)
            ]
        assert left == [0, 0, 0]
        assert not any(key.startswith("anki/") for key in await object_keys(subgraph))


async def test_erasing_somebody_takes_all_of_it(place: Place) -> None:
    async with learning(place) as subgraph:
        await imported(subgraph, newest_package())
        await send(subgraph, newest_package())
        async with subgraph.subgraph.database.write() as session:
            await erase(session, PRIVACY, AIKO)
        await subgraph.run_jobs()
        assert await cards_of(subgraph) == []
        async with subgraph.subgraph.database.read() as session:
            left = (await session.execute(select(func.count()).select_from(AnkiNoteRow))).scalar_one()
        assert left == 0


async def object_keys(subgraph: SubgraphUnderTest) -> list[str]:
    objects = subgraph.subgraph.services.objects
    return [info.key for folder in ("imports", "anki") for info in [each async for each in objects.listing(folder)]]


async def claimed_job(subgraph: SubgraphUnderTest) -> tuple[JobContext[Any, Any], RunImport]:
    """The import's job, as a worker has it that is about to die."""
    transactions = subgraph.subgraph.transactions
    async with transactions.database.write() as session:
        store = subgraph.subgraph.jobs._store(session)
        now = transactions.clock()
        (row,) = await store.claim([RunImport.kind], 1, now, now + subgraph.subgraph.settings.job_lease)
    return subgraph.subgraph._job_context(row), RunImport.model_validate_json(row.payload)
