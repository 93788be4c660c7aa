import asyncio
from contextlib import aclosing
from datetime import timedelta
from typing import Any

from subgraphs.learning.study_rules import default_preferences
from subgraphs.shared.database import count_statements
from subgraphs.shared.ids import new_id
from subgraphs.shared.subgraph import Answer
from tests.subgraphs.learning.cards import AIKO, BEN, NINE, Place, codes, learning
from tests.subgraphs.learning.studying import (
    active,
    answer,
    change,
    learnt_cards,
    mutate,
    new_cards,
    put_into_nested_topic,
    start,
    started,
    tag,
)
from tests.support.subgraphs import MovableClock, SubgraphUnderTest, headers_of


async def test_a_session_asks_due_cards_with_new_ones_among_them(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        due, new = await learnt_cards(subgraph, clock, 2), await new_cards(subgraph, 2, "later")
        session = await started(subgraph, "MIXED")
    assert session["cardCount"] == session["remaining"] == 4
    asked = [card["id"] for card in session["nextCards"]]
    assert set(asked[::2]) == set(due) and asked[1::2] == new
    assert session["status"] == "ACTIVE" and session["position"] == 0


async def test_due_and_new_sessions_ask_those_only(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        due, new = await learnt_cards(subgraph, clock, 1), await new_cards(subgraph, 1, "later")
        asked_due = await started(subgraph, "DUE")
        asked_new = await started(subgraph, "NEW", replaceOpen=True)
    assert [card["id"] for card in asked_due["nextCards"]] == due
    assert [card["id"] for card in asked_new["nextCards"]] == new


async def test_an_answer_reviews_the_card_and_the_session_goes_on(place: Place) -> None:
    async with learning(place) as subgraph:
        first, second = await new_cards(subgraph, 2)
        payload = await answer(subgraph, await started(subgraph), first, "EASY")
        events = await subgraph.announced()
    assert payload["flashcard"]["state"] == "REVIEW" and payload["review"]["rating"] == "EASY"
    assert payload["session"]["position"] == 1 and payload["session"]["remaining"] == 1
    assert [card["id"] for card in payload["session"]["nextCards"]] == [second]
    assert payload["session"]["summary"]["newCards"] == 1
    assert [event.event_type for event in events] == ["StudySessionStarted", "FlashcardReviewed"]


async def test_a_card_on_short_steps_comes_back_within_the_session(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        first, second, third = await new_cards(subgraph, 3)
        session = await started(subgraph)
        after = (await answer(subgraph, session, first, "AGAIN"))["session"]
        clock.now += timedelta(minutes=2)
        later = await active(subgraph)
    assert [card["id"] for card in after["nextCards"]] == [second, third, first]
    assert later is not None
    assert [card["id"] for card in later["nextCards"]] == [first, second, third]
    assert [card["id"] for card in later["missedCards"]] == [first]


async def test_the_last_answer_ends_the_session_and_says_what_was_done(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        cards = await learnt_cards(subgraph, clock, 2)
        session = await started(subgraph, "DUE", cardLimit=2)
        clock.now += timedelta(seconds=30)
        await answer(subgraph, session, cards[0], "AGAIN")
        clock.now += timedelta(minutes=20)
        await answer(subgraph, session, cards[1], "GOOD")
        ended = (await answer(subgraph, session, cards[0], "EASY"))["session"]
        *_, event = await subgraph.announced()
    assert ended["status"] == "FINISHED" and ended["endReason"] == "NOTHING_LEFT" and ended["nextCards"] == []
    expected = {"answers": 3, "rightAnswers": 2, "accuracy": 2 / 3, "newCards": 0, "lapses": 1, "activeSeconds": 150}
    assert ended["summary"] == expected
    assert event.event_type == "StudySessionCompleted" and event.data["lapses"] == 1 and event.data["answers"] == 3


async def test_cramming_asks_until_each_card_was_recalled_and_moves_no_date(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        cards = await new_cards(subgraph, 2)
        session = await started(subgraph, "CRAM")
        first, second = [card["id"] for card in session["nextCards"]]
        missed = await answer(subgraph, session, first, "AGAIN")
        await answer(subgraph, session, second, "GOOD")
        ended = (await answer(subgraph, session, first, "HARD"))["session"]
        types = [event.event_type for event in await subgraph.announced()]
    assert {first, second} == set(cards)
    assert [card["id"] for card in missed["session"]["nextCards"]] == [second, first]
    assert missed["review"] is None and missed["flashcard"]["state"] == "NEW"
    assert ended["endReason"] == "NOTHING_LEFT" and ended["summary"]["answers"] == 3
    assert "FlashcardReviewed" not in types


async def test_a_session_ends_when_its_minutes_are_over(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        first, second, _ = await new_cards(subgraph, 3)
        session = await started(subgraph, minutes=2)
        clock.now += timedelta(minutes=1)
        assert (await answer(subgraph, session, first, "EASY"))["session"]["status"] == "ACTIVE"
        clock.now += timedelta(minutes=1)
        ended = (await answer(subgraph, session, second, "EASY"))["session"]
    assert ended["endReason"] == "TIME_IS_UP" and ended["remaining"] == 0


async def test_a_session_asks_only_what_was_chosen(place: Place) -> None:
    async with learning(place) as subgraph:
        in_topic, tagged, both = await new_cards(subgraph, 3)
        topic = await put_into_nested_topic(subgraph, [in_topic, both])
        await tag(subgraph, [tagged, both], "verbs")
        by_topic = await started(subgraph, cards={"topicId": topic})
        by_both = await started(subgraph, cards={"topicId": topic, "tags": ["verbs"]}, replaceOpen=True)
        refused = await start(subgraph, cards={"topicId": str(new_id()), "level": "N5"}, replaceOpen=True)
        nothing = await start(subgraph, cards={"level": "N5"}, replaceOpen=True)
    assert {card["id"] for card in by_topic["nextCards"]} == {in_topic, both}
    assert [card["id"] for card in by_both["nextCards"]] == [both]
    assert refused["userErrors"] == [{"code": "NOT_FOUND", "path": ["cards", "topicId"]}]
    assert nothing["userErrors"] == [{"code": "NOTHING_TO_STUDY", "path": []}]


async def test_cards_that_are_put_aside_are_not_asked(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        suspended, buried, deleted, left = await new_cards(subgraph, 4)
        session = await started(subgraph)
        await change(subgraph, suspended, suspended_at=clock.now)
        await change(subgraph, buried, buried_until=clock.now + timedelta(hours=3))
        await change(subgraph, deleted, deleted_at=clock.now)
        now = await active(subgraph)
        ended = (await answer(subgraph, session, left, "EASY"))["session"]
    assert now is not None
    assert [card["id"] for card in now["nextCards"]] == [left] and now["remaining"] == 1
    assert ended["endReason"] == "NOTHING_LEFT"


async def test_another_device_takes_a_session_over(place: Place) -> None:
    async with learning(place) as subgraph:
        first, second = await new_cards(subgraph, 2)
        session = await started(subgraph, device="phone")
        await mutate(subgraph, "pauseStudySession", "session { id }", sessionId=session["id"])
        paused = await answer(subgraph, session, first, device="phone")
        resumed = await mutate(
            subgraph, "resumeStudySession", "session { status device }", sessionId=session["id"], device="desk"
        )
        elsewhere = await answer(subgraph, session, first, device="phone")
        here = await answer(subgraph, session, first, "EASY", device="desk", position=0)
        stale = await answer(subgraph, session, second, device="desk", position=0)
    assert paused["userErrors"] == [{"code": "STUDY_SESSION_IS_PAUSED", "path": ["sessionId"]}]
    assert resumed["session"] == {"status": "ACTIVE", "device": "desk"}
    assert elsewhere["userErrors"] == [{"code": "STUDY_SESSION_IS_ELSEWHERE", "path": ["device"]}]
    assert here["userErrors"] == [] and here["session"]["position"] == 1
    assert stale["userErrors"] == [{"code": "POSITION_IS_STALE", "path": ["position"]}]


async def test_there_is_one_open_session_however_many_are_begun_at_once(place: Place) -> None:
    async with learning(place) as subgraph:
        await new_cards(subgraph, 2)
        payloads = await asyncio.gather(*(start(subgraph) for _ in range(5)))
    refused = [payload for payload in payloads if payload["session"] is None]
    assert len(refused) == 4
    assert {error["code"] for payload in refused for error in payload["userErrors"]} == {"STUDY_SESSION_IS_OPEN"}


async def test_beginning_and_answering_twice_with_one_client_id_happens_once(place: Place) -> None:
    async with learning(place) as subgraph:
        first, _ = await new_cards(subgraph, 2)
        session = await started(subgraph, clientMutationId="s1")
        again = await started(subgraph, clientMutationId="s1")
        one = await answer(subgraph, session, first, "EASY", clientMutationId="a1", position=0)
        two = await answer(subgraph, session, first, "EASY", clientMutationId="a1", position=0)
    assert again["id"] == session["id"]
    assert one == two and one["session"]["position"] == 1


async def test_a_card_that_the_session_does_not_ask_is_refused(place: Place) -> None:
    async with learning(place) as subgraph:
        asked, other = await new_cards(subgraph, 2)
        session = await started(subgraph, cardLimit=1)
        not_queued = await answer(subgraph, session, other)
        await answer(subgraph, session, asked, "EASY")
        over = await answer(subgraph, session, asked)
    assert not_queued["userErrors"] == [{"code": "CARD_IS_NOT_ASKED", "path": ["flashcardId"]}]
    assert over["userErrors"] == [{"code": "STUDY_SESSION_IS_OVER", "path": ["sessionId"]}]


async def test_limits_out_of_range_are_refused_together(place: Place) -> None:
    async with learning(place) as subgraph:
        payload = await start(subgraph, cardLimit=501, minutes=0)
    assert payload["userErrors"] == [
        {"code": "OUT_OF_RANGE", "path": ["cardLimit"]},
        {"code": "OUT_OF_RANGE", "path": ["minutes"]},
    ]


async def test_a_session_left_alone_is_ended_by_itself(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        await new_cards(subgraph, 1)
        session = await started(subgraph)
        await subgraph.run_jobs()
        clock.now += timedelta(minutes=40)
        await subgraph.run_jobs()
        assert await active(subgraph) is not None
        clock.now += timedelta(minutes=10)
        await subgraph.run_jobs()
        assert await active(subgraph) is None
        document = (
            'query ($id: ID!) { _entities(representations: [{__typename: "StudySession", id: $id}]) '
            "{ ... on StudySession { endReason finishedAt } } }"
        )
        ended = (await subgraph.data(document, {"id": session["id"]}, caller=AIKO))["_entities"][0]
        *_, event = await subgraph.announced()
    assert ended == {"endReason": "IDLE", "finishedAt": "2026-03-02T09:00:00Z"}
    assert event.event_type == "StudySessionCompleted" and event.data["endReason"] == "IDLE"


async def test_a_paused_session_waits_longer(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        await new_cards(subgraph, 1)
        session = await started(subgraph)
        await mutate(subgraph, "pauseStudySession", "session { id }", sessionId=session["id"])
        await subgraph.run_jobs()
        clock.now += timedelta(hours=23)
        await subgraph.run_jobs()
        assert await active(subgraph) is not None
        clock.now += timedelta(hours=2)
        await subgraph.run_jobs()
        assert await active(subgraph) is None


async def test_strangers_neither_see_nor_touch_a_session(place: Place) -> None:
    async with learning(place) as subgraph:
        (card,) = await new_cards(subgraph, 1)
        session = await started(subgraph)
        seen = await subgraph.entities([{"__typename": "StudySession", "id": session["id"]}], "__typename", caller=BEN)
        of_aiko = await subgraph.entities(
            [{"__typename": "User", "id": str(AIKO)}], "... on User { activeStudySession { id } }", caller=BEN
        )
        for name in ("pauseStudySession", "resumeStudySession", "finishStudySession"):
            refused = await touch(subgraph, name, {"sessionId": session["id"]})
            assert codes(refused) == ["NOT_FOUND"]
        answered = {"sessionId": session["id"], "flashcardId": card, "rating": "GOOD"}
        assert codes(await touch(subgraph, "answerStudyCard", answered)) == ["NOT_FOUND"]
        assert codes(await touch(subgraph, "finishStudySession", {"sessionId": "x"})) == ["NOT_FOUND"]
    assert seen["data"] == {"_entities": [None]}
    assert codes(of_aiko) == ["FORBIDDEN"]


async def test_the_history_lists_sessions_and_ending_twice_changes_nothing(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        await new_cards(subgraph, 1)
        first = await started(subgraph)
        clock.now += timedelta(minutes=1)
        ended = await mutate(subgraph, "finishStudySession", "session { endReason }", sessionId=first["id"])
        again = await mutate(subgraph, "finishStudySession", "session { endReason }", sessionId=first["id"])
        second = await started(subgraph)
        selection = (
            "... on User { studySessions(first: 5) { edges { node { id summary { answers } missedCards { id } } } } }"
        )
        with count_statements() as log:
            found = await subgraph.entities([{"__typename": "User", "id": str(AIKO)}], selection, caller=AIKO)
        announced = [event.event_type for event in await subgraph.announced()]
    assert ended == again and ended["session"]["endReason"] == "BY_LEARNER"
    edges = found["data"]["_entities"][0]["studySessions"]["edges"]
    assert [edge["node"]["id"] for edge in edges] == [second["id"], first["id"]]
    assert len(log) == 2
    assert announced.count("StudySessionCompleted") == 1


async def test_an_answer_costs_as_many_statements_in_a_long_session(place: Place) -> None:
    async with learning(place) as subgraph:
        few = await new_cards(subgraph, 3)
        session = await started(subgraph)
        with count_statements() as short:
            await answer(subgraph, session, few[0], "EASY")
        many = await new_cards(subgraph, 90, "more")
        session = await started(subgraph, cardLimit=100, replaceOpen=True)
        with count_statements() as long:
            await answer(subgraph, session, many[0], "EASY")
    assert len(short) == len(long) <= 14


async def test_a_second_device_hears_of_changes(place: Place) -> None:
    async with learning(place) as subgraph:
        (card, _) = await new_cards(subgraph, 2)
        session = await started(subgraph)
        document = "subscription { studySessionChanged { position status } }"
        async with aclosing(subgraph.subgraph.subscribe(document, headers=headers_of(AIKO))) as answers:
            first = await anext(answers)
            await answer(subgraph, session, card, "EASY")
            second = await anext(answers)
    assert first["data"] == {"studySessionChanged": {"position": 0, "status": "ACTIVE"}}
    assert second["data"] == {"studySessionChanged": {"position": 1, "status": "ACTIVE"}}


async def test_a_session_keeps_to_what_the_day_allows(place: Place) -> None:
    async with learning(place) as subgraph:
        first, *_ = await new_cards(subgraph, 3)
        await allow_new_cards(subgraph, 2)
        session = await started(subgraph)
        await answer(subgraph, session, first, "EASY")
        again = await started(subgraph, replaceOpen=True)
        crammed = await started(subgraph, "CRAM", replaceOpen=True)
    assert (session["cardCount"], again["cardCount"], crammed["cardCount"]) == (2, 1, 3)


async def test_answers_given_offline_count_for_their_session_and_taking_them_back_asks_again(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        first, second = await new_cards(subgraph, 2)
        session = await started(subgraph)
        clock.now += timedelta(minutes=10)
        offline = {"flashcardId": first, "rating": "EASY", "sessionId": session["id"], "durationMs": 5_000}
        await mutate(subgraph, "reviewFlashcard", "review { id }", **offline)
        after = await active(subgraph)
        await mutate(subgraph, "undoReviews", "reviews { id }", count=1)
        undone = await active(subgraph)
    assert after is not None and undone is not None
    assert after["position"] == 1 and [card["id"] for card in after["nextCards"]] == [second]
    assert after["summary"]["newCards"] == 1 and after["summary"]["activeSeconds"] == 5
    assert undone["position"] == 0 and undone["summary"]["newCards"] == 0
    assert {card["id"] for card in undone["nextCards"]} == {first, second}


async def test_answers_by_two_ways_at_once_do_not_wait_for_each_other_for_ever(place: Place) -> None:
    async with learning(place) as subgraph:
        cards = await new_cards(subgraph, 6)
        session = await started(subgraph)
        offline = {"rating": "EASY", "sessionId": session["id"]}
        await asyncio.gather(
            *(answer(subgraph, session, card, "EASY") for card in cards[:5]),
            *(mutate(subgraph, "reviewFlashcard", "review { id }", flashcardId=card, **offline) for card in cards[:5]),
        )
        now = await active(subgraph)
    assert now is not None
    assert [card["id"] for card in now["nextCards"]] == cards[5:] and 5 <= now["position"] <= 10


async def test_which_cards_were_missed_is_forgotten_after_a_while_and_the_summary_stays(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        (card,) = await new_cards(subgraph, 1)
        session = await started(subgraph)
        await answer(subgraph, session, card, "AGAIN")
        await mutate(subgraph, "finishStudySession", "session { id }", sessionId=session["id"])
        await subgraph.run_jobs()
        before = await one_session(subgraph, session["id"])
        clock.now += timedelta(days=31)
        await subgraph.run_jobs()
        after = await one_session(subgraph, session["id"])
    assert before == {"missedCards": [{"id": card}], "summary": {"answers": 1}}
    assert after == {"missedCards": [], "summary": {"answers": 1}}


async def one_session(subgraph: SubgraphUnderTest, session_id: str) -> dict[str, Any]:
    selection = "... on StudySession { missedCards { id } summary { answers } }"
    answered = await subgraph.entities([{"__typename": "StudySession", "id": session_id}], selection, caller=AIKO)
    found: dict[str, Any] = answered["data"]["_entities"][0]
    return found


async def allow_new_cards(subgraph: SubgraphUnderTest, count: int) -> None:
    preferences = default_preferences(AIKO)
    preferences.new_per_day = count
    async with subgraph.subgraph.transactions.begin() as work:
        work.session.add(preferences)


async def touch(subgraph: SubgraphUnderTest, name: str, input_: dict[str, str]) -> Answer:
    type_name = name[0].upper() + name[1:] + "Input"
    document = f"mutation ($input: {type_name}!) {{ {name}(input: $input) {{ userErrors {{ code }} }} }}"
    return await subgraph.execute(document, {"input": input_}, caller=BEN)
