"""What is made of captures after the answer."""

import asyncio
from contextlib import aclosing
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from subgraphs.learning.models.captures import CaptureRow
from subgraphs.learning.models.flashcards import FlashcardRow, FlashcardTagRow
from subgraphs.learning.models.study_tests import StudyTestKind, StudyTestRow, StudyTestStatus
from subgraphs.learning.models.topics import TopicRow
from subgraphs.shared.ids import new_id
from subgraphs.shared.job_tables import JobState
from tests.subgraphs.learning.captured import (
    CARDS,
    STORY,
    SUBTITLES,
    capture,
    capturing,
    file,
    list_captures,
    mutate,
    processed,
    read,
)
from tests.subgraphs.learning.capturing.writing import page
from tests.subgraphs.learning.cards import AIKO, BEN, NINE, Place
from tests.subgraphs.learning.catalogue import fill_catalogue, word_id
from tests.subgraphs.shared.pictures import picture
from tests.support.subgraphs import MovableClock, SubgraphUnderTest, eventually, headers_of

NO_ENGINE: dict[str, Any] = {"tesseract": "there-is-no-such-program"}


async def cards_of(subgraph: SubgraphUnderTest, owner: UUID = AIKO) -> list[FlashcardRow]:
    async with subgraph.subgraph.database.read() as session:
        rows = await session.scalars(
            select(FlashcardRow).where(col(FlashcardRow.owner_id) == owner).order_by(col(FlashcardRow.id))
        )
        return list(rows.all())


async def learn(subgraph: SubgraphUnderTest, *words: tuple[str, str], mature: bool = True) -> None:
    """Let AIKO have cards of these words."""
    async with subgraph.subgraph.transactions.begin() as work:
        for text, reading in words:
            work.session.add(
                FlashcardRow(
                    id=new_id(),
                    owner_id=AIKO,
                    item_kind="WORD",
                    item_id=word_id(text, reading),
                    created_at=work.now,
                    state="REVIEW",
                    step=None,
                    due=work.now,
                    stability=40.0 if mature else 2.0,
                    difficulty=5.0,
                    last_reviewed_at=work.now,
                    reps=5,
                    lapses=0,
                )
            )


async def events(subgraph: SubgraphUnderTest, event_type: str) -> list[dict[str, Any]]:
    return [event.data for event in await subgraph.announced() if event.event_type == event_type]


async def test_a_text_becomes_a_topic_with_cards_of_its_words(place: Place) -> None:
    async with capturing(place) as subgraph:
        done = await processed(subgraph, text=STORY, title="Cats", tags=["pets"])
        assert (done["status"], done["stage"], done["failureCode"]) == ("PROCESSED", "DONE", None)
        assert (done["cardCount"], done["processor"]) == (5, "LOCAL")
        shown = await read(subgraph, done["id"], selection=CARDS)
        rows = await cards_of(subgraph)
        assert [card["word"]["id"] for card in shown["flashcards"]] == [str(row.item_id) for row in rows]
        words = ("猫", "ねこ"), ("犬", "いぬ"), ("魚", "さかな"), ("食べる", "たべる"), ("見る", "みる")
        assert {row.item_id for row in rows} == {word_id(*word) for word in words}
        cat = next(row for row in rows if row.item_id == word_id("猫", "ねこ"))
        assert (cat.template, cat.front, cat.back, cat.state) == ("RECOGNITION", None, None, "NEW")
        assert cat.notes == "猫は魚を食べる。\nCats"
        assert (cat.origin, cat.origin_id) == ("CAPTURE", UUID(done["id"]))
        async with subgraph.subgraph.database.read() as session:
            (topic,) = (await session.scalars(select(TopicRow))).all()
            tags = (await session.scalars(select(FlashcardTagRow))).all()
        assert shown["topic"] == {"name": "Cats", "origin": "CAPTURE"}
        assert (topic.name, topic.origin, topic.origin_id) == ("Cats", "CAPTURE", UUID(done["id"]))
        assert {row.topic_id for row in rows} == {topic.id}
        assert {(tag.flashcard_id, tag.tag) for tag in tags} == {(row.id, "pets") for row in rows}
        (event,) = await events(subgraph, "CaptureProcessed")
        assert set(event["itemIds"]) == {str(row.item_id) for row in rows}
        assert (event["cardCount"], event["topicId"], event["processor"]) == (5, str(topic.id), "LOCAL")
        assert len(await events(subgraph, "FlashcardCreated")) == 5


async def test_cards_of_a_film_tell_when_their_sentence_is_said(place: Place) -> None:
    async with capturing(place) as subgraph:
        await processed(subgraph, kind="VIDEO", text=SUBTITLES, title="Film")
        notes = {row.item_id: row.notes for row in await cards_of(subgraph)}
        assert notes[word_id("猫", "ねこ")] == "猫は魚を食べる。\nFilm (1:05)"
        assert notes[word_id("水", "みず")] == "犬が水を飲む。\nFilm (1:00:00)"


async def test_known_words_are_left_out_and_words_being_learnt_are_asked_for_in_their_sentence(place: Place) -> None:
    async with capturing(place) as subgraph:
        await learn(subgraph, ("猫", "ねこ"), ("食べる", "たべる"))
        await learn(subgraph, ("魚", "さかな"), mature=False)
        done = await processed(subgraph, text="猫は魚を食べる。{{c9::犬}}が水を飲む。", title="Fish")
        made = {row.item_id: row for row in await cards_of(subgraph) if row.origin == "CAPTURE"}
        assert done["cardCount"] == len(made) == 3
        assert set(made) == {word_id("犬", "いぬ"), word_id("水", "みず"), word_id("飲む", "のむ")}

        await processed(subgraph, text="魚が水の上です。", title="Again")
        (cloze,) = [
            row
            for row in await cards_of(subgraph)
            if row.template == "CLOZE" and row.item_id == word_id("魚", "さかな")
        ]
        assert (cloze.front, cloze.variant) == ("{{c1::魚}}が水の上です。", 1)
        assert cloze.back == "魚 (さかな): fish"
        assert cloze.notes == "魚が水の上です。\nAgain"


async def test_what_was_captured_opens_no_gaps(place: Place) -> None:
    async with capturing(place) as subgraph:
        await learn(subgraph, ("魚", "さかな"), mature=False)
        await processed(subgraph, text="{{c2::x}}魚です。")
        (cloze,) = [row for row in await cards_of(subgraph) if row.template == "CLOZE"]
        assert cloze.front == "{ {c2::x} }{{c1::魚}}です。"


async def test_the_level_of_a_placement_test_decides_which_words_come_first(place: Place) -> None:
    async with capturing(place, capture_most_cards=3) as subgraph:
        async with subgraph.subgraph.transactions.begin() as work:
            work.session.add(
                StudyTestRow(
                    id=new_id(),
                    owner_id=AIKO,
                    kind=StudyTestKind.PLACEMENT,
                    status=StudyTestStatus.FINISHED,
                    chosen_from={},
                    seed=1,
                    question_count=1,
                    time_limit_seconds=None,
                    counts_as_review=False,
                    started_at=work.now,
                    expires_at=work.now,
                    finished_at=work.now,
                    answered=1,
                    right_answers=1,
                    almost_answers=0,
                    level="N3",
                )
            )
        await processed(subgraph, text="猫と犬と経済と植物と時計。")
        await processed(subgraph, BEN, text="猫と犬と経済と植物と時計。")
        assert {row.item_id for row in await cards_of(subgraph)} == {
            word_id("経済", "けいざい"),
            word_id("植物", "しょくぶつ"),
            word_id("時計", "とけい"),
        }
        assert word_id("猫", "ねこ") in {row.item_id for row in await cards_of(subgraph, BEN)}


@pytest.mark.parametrize(
    ("input_", "code"),
    [
        ({"text": "Hello, world."}, "NO_WORDS_FOUND"),
        ({"text": "♪♪♪"}, "NO_WORDS_FOUND"),
        ({"text": "猫"}, "NOTHING_NEW"),
    ],
)
async def test_a_capture_without_words_to_learn_says_so(place: Place, input_: dict[str, Any], code: str) -> None:
    async with capturing(place) as subgraph:
        await learn(subgraph, ("猫", "ねこ"))
        done = await processed(subgraph, **input_)
        assert (done["status"], done["failureCode"], done["cardCount"]) == ("FAILED", code, 0)
        assert done["failureMessage"]
        (event,) = await events(subgraph, "CaptureFailed")
        assert event["failure"] == code


async def test_a_film_without_subtitles_waits_for_them(place: Place) -> None:
    async with capturing(place) as subgraph:
        with file(b"\0\0\0\x18ftypisom" + b"\0" * 100) as film:
            done = await processed(subgraph, kind="VIDEO", file=film)
        assert (done["title"], done["status"], done["failureCode"]) == ("Video", "FAILED", "NO_SUBTITLES")
        again = (await mutate(subgraph, "setCaptureText", captureId=done["id"], text=SUBTITLES))["capture"]
        assert (again["status"], again["failureCode"], again["processedAt"]) == ("PENDING", None, None)
        await subgraph.run_jobs()
        assert (await read(subgraph, done["id"]))["status"] == "PROCESSED"


async def test_without_an_engine_a_screenshot_waits_for_what_stands_on_it(place: Place) -> None:
    async with capturing(place, **NO_ENGINE) as subgraph:
        with file(picture()) as screenshot:
            done = await processed(subgraph, kind="SCREENSHOT", file=screenshot)
        assert (done["failureCode"], done["text"]) == ("NO_TEXT_RECOGNIZER", None)
        empty = await mutate(subgraph, "setCaptureText", captureId=done["id"], text=" ")
        assert [error["code"] for error in empty["userErrors"]] == ["CAPTURE_IS_EMPTY"]
        await mutate(subgraph, "setCaptureText", captureId=done["id"], text="猫は魚を食べる。")
        await subgraph.run_jobs()
        done = await read(subgraph, done["id"])
        assert (done["status"], done["text"]["source"]) == ("PROCESSED", "LEARNER")


async def test_a_capture_is_tried_again_only_where_it_failed(place: Place) -> None:
    async with capturing(place) as subgraph:
        kept = await capture(subgraph, text=STORY)
        waiting = await mutate(subgraph, "retryCapture", captureId=kept["id"])
        assert [error["code"] for error in waiting["userErrors"]] == ["CAPTURE_IS_BEING_PROCESSED"]
        await subgraph.run_jobs()
        again = await mutate(subgraph, "retryCapture", captureId=kept["id"])
        anew = await mutate(subgraph, "setCaptureText", captureId=kept["id"], text="猫")
        assert [error["code"] for payload in (again, anew) for error in payload["userErrors"]] == [
            "CAPTURE_HAS_CARDS",
            "CAPTURE_HAS_CARDS",
        ]
        failed = await processed(subgraph, text="Hello")
        retried = (await mutate(subgraph, "retryCapture", captureId=failed["id"]))["capture"]
        assert retried["status"] == "PENDING"
        await subgraph.run_jobs()
        assert (await read(subgraph, failed["id"]))["failureCode"] == "NO_WORDS_FOUND"
        assert len(await events(subgraph, "CaptureFailed")) == 2


async def test_a_text_that_changed_meanwhile_is_processed_once_and_as_it_is_now(place: Place) -> None:
    async with capturing(place) as subgraph:
        kept = await capture(subgraph, text="猫です。")
        await mutate(subgraph, "setCaptureText", captureId=kept["id"], text="犬です。")
        await subgraph.run_jobs()
        assert [row.item_id for row in await cards_of(subgraph)] == [word_id("犬", "いぬ")]
        assert len(await events(subgraph, "CaptureProcessed")) == 1


async def test_a_deleted_capture_is_not_processed_until_it_is_brought_back(place: Place) -> None:
    async with capturing(place) as subgraph:
        kept = await capture(subgraph, text=STORY)
        await mutate(subgraph, "deleteCapture", captureId=kept["id"])
        await subgraph.run_jobs()
        assert await cards_of(subgraph) == []
        await mutate(subgraph, "restoreCapture", captureId=kept["id"])
        await subgraph.run_jobs()
        assert len(await cards_of(subgraph)) == 5


async def test_cards_stay_when_their_capture_goes(place: Place) -> None:
    clock = MovableClock(NINE)
    async with capturing(place, clock) as subgraph:
        done = await processed(subgraph, text=STORY)
        await mutate(subgraph, "deleteCapture", captureId=done["id"])
        clock.now += timedelta(days=40)
        await subgraph.run_jobs()
        assert await read(subgraph, done["id"]) is None
        assert len(await cards_of(subgraph)) == 5


async def test_a_capture_waits_for_the_dictionary(place: Place) -> None:
    clock = MovableClock(NINE)
    async with capturing(place, clock, knows_words=False) as subgraph:
        early = await processed(subgraph, text=STORY)
        assert (early["status"], early["stage"]) == ("PENDING", "FINDING_WORDS")
        await fill_catalogue(subgraph)
        clock.now += timedelta(minutes=1)
        await subgraph.run_jobs()
        assert (await read(subgraph, early["id"]))["status"] == "PROCESSED"


async def test_a_capture_that_no_attempt_finishes_has_failed(place: Place) -> None:
    clock = MovableClock(NINE)
    async with capturing(place, clock, knows_words=False, capture_attempts=2) as subgraph:
        kept = await processed(subgraph, text=STORY)
        for _ in range(2):
            assert (await read(subgraph, kept["id"]))["status"] == "PENDING"
            clock.now += timedelta(minutes=10)
            await subgraph.run_jobs()
        done = await read(subgraph, kept["id"])
        assert (done["status"], done["failureCode"]) == ("FAILED", "CATALOGUE_IS_UNKNOWN")
        jobs = [job.state for job in await subgraph.jobs() if job.kind == "process-capture"]
        assert jobs == [JobState.DONE]


async def test_a_capture_that_was_forgotten_by_every_job_has_failed(place: Place) -> None:
    clock = MovableClock(NINE)
    async with capturing(place, clock) as subgraph:
        done = await processed(subgraph, text=STORY)
        async with subgraph.subgraph.transactions.begin() as work:
            await work.session.execute(update(CaptureRow).values(status="PENDING", stage="READING_TEXT"))
        clock.now += timedelta(days=2)
        await subgraph.run_jobs()
        assert (await read(subgraph, done["id"]))["failureCode"] == "PROCESSING_FAILED"


async def test_processing_can_be_watched_by_its_owner(place: Place) -> None:
    watched = "subscription { captureProgressed { id stage status } }"
    finished = "subscription { captureProcessed { id status cardCount flashcards { id } } }"
    async with (
        capturing(place) as subgraph,
        aclosing(subgraph.subgraph.subscribe(watched, headers=headers_of(AIKO))) as stages,
        aclosing(subgraph.subgraph.subscribe(finished, headers=headers_of(AIKO))) as ends,
    ):
        first = asyncio.create_task(anext(stages))
        end = asyncio.create_task(anext(ends))

        async def are_listened_to() -> bool:
            return subgraph.messaging.live.listener_count == 2

        await eventually(are_listened_to)
        await processed(subgraph, BEN, text=STORY)
        kept = await capture(subgraph, text=STORY)
        await subgraph.run_jobs()
        answer = (await end)["data"]["captureProcessed"]
        assert (answer["id"], answer["status"], answer["cardCount"]) == (kept["id"], "PROCESSED", 5)
        assert len(answer["flashcards"]) == 5
        heard = [(await first)["data"]["captureProgressed"]]
        heard += [(await anext(stages))["data"]["captureProgressed"] for _ in range(3)]
        assert {each["id"] for each in heard} == {kept["id"]}


@pytest.mark.parametrize("field", ["captureProcessed", "captureProgressed"])
async def test_nobody_watches_without_signing_in(place: Place, field: str) -> None:
    async with (
        capturing(place) as subgraph,
        aclosing(subgraph.subgraph.subscribe(f"subscription {{ {field} {{ id }} }}")) as answers,
    ):
        answer = await anext(answers)
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_captures_are_found_by_what_became_of_them(place: Place) -> None:
    async with capturing(place) as subgraph:
        await processed(subgraph, text=STORY)
        await processed(subgraph, text="Hello")
        for status in ("PROCESSED", "FAILED"):
            assert (await list_captures(subgraph, filter={"statuses": [status]}))["totalCount"] == 1


async def test_a_screenshot_is_read_and_becomes_cards(place: Place) -> None:
    async with capturing(place) as subgraph:
        with file(page(["小さい猫は魚を食べる。", "大きい犬が水を飲む。"])) as screenshot:
            done = await processed(subgraph, kind="SCREENSHOT", file=screenshot)
        assert (done["status"], done["cardCount"]) == ("PROCESSED", 5)
        assert (done["text"]["plain"], done["text"]["source"]) == (
            "小さい猫は魚を食べる。\n大きい犬が水を飲む。",
            "RECOGNITION",
        )
        assert "小さい猫は魚を食べる。\nScreenshot" in [row.notes for row in await cards_of(subgraph)]
        assert (await list_captures(subgraph, filter={"text": "大きい"}))["totalCount"] == 1


async def test_a_screenshot_without_writing_says_so(place: Place) -> None:
    async with capturing(place) as subgraph:
        with file(picture()) as screenshot:
            done = await processed(subgraph, kind="SCREENSHOT", file=screenshot)
        assert (done["status"], done["failureCode"]) == ("FAILED", "NO_TEXT_FOUND")


async def test_a_screenshot_that_cannot_be_read_says_so(place: Place) -> None:
    async with capturing(place, tesseract="false") as subgraph:
        with file(picture()) as screenshot:
            done = await processed(subgraph, kind="SCREENSHOT", file=screenshot)
        assert (done["status"], done["failureCode"]) == ("FAILED", "RECOGNITION_FAILED")
