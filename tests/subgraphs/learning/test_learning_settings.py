from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.learners import LearnerRow
from subgraphs.learning.repository.flashcards import FlashcardRepository
from subgraphs.learning.scheduling.memory import Answer, FlashcardState, Memory, Rating, new_memory
from subgraphs.learning.scheduling.rules import Algorithm, SchedulingRules
from subgraphs.learning.scheduling.scheduler import replay
from subgraphs.learning.scheduling.study_days import StudyDays
from subgraphs.learning.service.memories import begin_with, memory_of
from subgraphs.shared.ids import new_id
from tests.subgraphs.learning.cards import AIKO, BEN, CAT, DOG, NINE, Place, codes, create, create_one, learning, review
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

FIELDS = """algorithm desiredRetention learningSteps relearningSteps fuzz maximumInterval newPerDay reviewsPerDay
    dayStartsAt leechThreshold leechAction burySiblings reminderEnabled reminderHour hasOwnParameters
    rescheduling { done total }"""
UPDATE = f"""
mutation ($input: UpdateLearningSettingsInput!) {{
  updateLearningSettings(input: $input) {{ learningSettings {{ {FIELDS} }} userErrors {{ code path }} }}
}}
"""
DEFAULTS = {
    "algorithm": "FSRS",
    "desiredRetention": 0.9,
    "learningSteps": [60, 600],
    "relearningSteps": [600],
    "fuzz": True,
    "maximumInterval": 36500,
    "newPerDay": 20,
    "reviewsPerDay": 200,
    "dayStartsAt": 4,
    "leechThreshold": 8,
    "leechAction": "MARK",
    "burySiblings": False,
    "reminderEnabled": True,
    "reminderHour": 18,
    "hasOwnParameters": False,
    "rescheduling": None,
}


async def update(subgraph: SubgraphUnderTest, caller: UUID = AIKO, **changes: Any) -> dict[str, Any]:
    data = await subgraph.data(UPDATE, {"input": changes}, caller=caller)
    payload: dict[str, Any] = data["updateLearningSettings"]
    return payload


async def shown(subgraph: SubgraphUnderTest, whose: UUID = AIKO, fields: str = FIELDS) -> dict[str, Any]:
    user = [{"__typename": "User", "id": str(whose)}]
    found = await subgraph.entities(user, f"... on User {{ learningSettings {{ {fields} }} }}", caller=whose)
    settings: dict[str, Any] = found["data"]["_entities"][0]["learningSettings"]
    return settings


async def rows(subgraph: SubgraphUnderTest, ids: list[str]) -> list[FlashcardRow]:
    async with subgraph.subgraph.database.read() as session:
        found = await FlashcardRepository(session).by_ids([UUID(each) for each in ids])
    return [found[UUID(each)] for each in ids]


async def live_in(subgraph: SubgraphUnderTest, zone: str, user_id: UUID = AIKO) -> None:
    async with subgraph.subgraph.transactions.begin() as work:
        await work.session.merge(LearnerRow(user_id=user_id, time_zone=zone, locale="en"))


async def test_settings_are_what_they_are_until_they_are_changed(place: Place) -> None:
    async with learning(place) as subgraph:
        assert await shown(subgraph) == DEFAULTS
        changes: dict[str, Any] = {"algorithm": "SM2", "newPerDay": 5, "leechAction": "SUSPEND", "reminderHour": 7}
        payload = await update(subgraph, **changes)
        assert payload == {"learningSettings": DEFAULTS | changes, "userErrors": []}
        assert await shown(subgraph) == DEFAULTS | changes
        assert await shown(subgraph, BEN) == DEFAULTS


async def test_each_setting_has_its_range_and_one_refusal_leaves_all_as_it_was(place: Place) -> None:
    async with learning(place) as subgraph:
        payload = await update(
            subgraph,
            newPerDay=7,
            desiredRetention=0.98,
            maximumInterval=0,
            dayStartsAt=13,
            reminderHour=24,
            leechThreshold=1,
            learningSteps=[60, 30],
            relearningSteps=[0],
            reviewsPerDay=-1,
        )
        assert await shown(subgraph) == DEFAULTS
    assert payload["learningSettings"] is None
    assert sorted((error["code"], *error["path"]) for error in payload["userErrors"]) == [
        ("OUT_OF_RANGE", "dayStartsAt"),
        ("OUT_OF_RANGE", "desiredRetention"),
        ("OUT_OF_RANGE", "learningSteps"),
        ("OUT_OF_RANGE", "leechThreshold"),
        ("OUT_OF_RANGE", "maximumInterval"),
        ("OUT_OF_RANGE", "relearningSteps"),
        ("OUT_OF_RANGE", "reminderHour"),
        ("OUT_OF_RANGE", "reviewsPerDay"),
    ]


async def test_the_settings_of_others_are_forbidden(place: Place) -> None:
    async with learning(place) as subgraph:
        user = [{"__typename": "User", "id": str(BEN)}]
        answer = await subgraph.entities(user, "... on User { learningSettings { algorithm } }", caller=AIKO)
    assert codes(answer) == ["FORBIDDEN"]


async def test_a_change_that_is_sent_again_does_not_undo_a_later_one(place: Place) -> None:
    async with learning(place) as subgraph:
        await update(subgraph, newPerDay=5, clientMutationId="s1")
        await update(subgraph, newPerDay=6)
        payload = await update(subgraph, newPerDay=5, clientMutationId="s1")
    assert payload["learningSettings"]["newPerDay"] == 6


CHANGES: list[tuple[dict[str, Any], SchedulingRules]] = [
    ({"algorithm": "SM2"}, SchedulingRules(algorithm=Algorithm.SM2)),
    ({"desiredRetention": 0.8, "fuzz": False}, SchedulingRules(desired_retention=0.8, is_fuzzy=False)),
    ({"learningSteps": [], "maximumInterval": 2}, SchedulingRules(learning_steps=(), maximum_interval=2)),
    ({"dayStartsAt": 11}, SchedulingRules(days=StudyDays(ZoneInfo("UTC"), 11))),
]


@pytest.mark.parametrize(("changes", "rules"), CHANGES)
async def test_every_card_is_as_if_the_new_rules_had_always_held(
    place: Place, changes: dict[str, Any], rules: SchedulingRules
) -> None:
    clock = MovableClock(NINE)
    ratings = (Rating.GOOD, Rating.GOOD, Rating.AGAIN, Rating.HARD)
    async with learning(place, clock) as subgraph:
        words: list[Any] = [new_id() for _ in range(7)]
        cards = [card["id"] for card in (await create(subgraph, words))["flashcards"]]
        answers: list[Answer] = []
        for rating in ratings:
            clock.now += timedelta(hours=20)
            answers.append(Answer(rating, clock.now))
            for card in cards[1:]:
                await review(subgraph, card, rating)
        await update(subgraph, **changes)
        assert (await shown(subgraph, fields="rescheduling { done total }"))["rescheduling"] == {"done": 1, "total": 7}
        announced = len(await subgraph.announced())
        await subgraph.run_jobs()
        assert len(await subgraph.announced()) == announced
        await create_one(subgraph)
        assert await shown(subgraph, fields="rescheduling { done total }") == {"rescheduling": None}
        for card in (await rows(subgraph, cards))[1:]:
            assert memory_of(card) == list(replay(new_memory(NINE), answers, rules, card.id))[-1]


async def test_a_card_that_is_answered_before_its_turn_is_scheduled_by_the_new_rules(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        card = await create_one(subgraph)
        await review(subgraph, card, "EASY")
        await update(subgraph, algorithm="SM2")
        clock.now += timedelta(days=1)
        payload = await review(subgraph, card, "EASY")
    assert payload["flashcard"]["due"] == "2026-03-09T04:00:00Z"


async def test_a_later_change_takes_over_the_work(place: Place) -> None:
    async with learning(place) as subgraph:
        card = await create_one(subgraph)
        await review(subgraph, card, "EASY")
        before = await rows(subgraph, [card])
        await update(subgraph, algorithm="SM2")
        await update(subgraph, algorithm="FSRS")
        await subgraph.run_jobs()
        after = await rows(subgraph, [card])
    assert memory_of(after[0]) == memory_of(before[0]) and after[0].schedule_version == 2


async def test_what_was_known_when_a_card_came_here_is_where_its_history_begins(place: Place) -> None:
    came = Memory(FlashcardState.REVIEW, NINE, None, interval_days=30, ease=2.6, last_reviewed_at=NINE, reps=9)
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        card = await create_one(subgraph)
        async with subgraph.subgraph.transactions.begin() as work:
            row = await FlashcardRepository(work.session).locked(UUID(card), AIKO)
            assert row is not None
            begin_with(row, came)
        clock.now += timedelta(days=30)
        await review(subgraph, card, "GOOD")
        await update(subgraph, algorithm="SM2")
        await subgraph.run_jobs()
        (row,) = await rows(subgraph, [card])
    assert (row.interval_days, row.ease, row.reps) == (78, 2.6, 10)


async def test_a_reminder_hour_or_a_limit_moves_no_card(place: Place) -> None:
    async with learning(place) as subgraph:
        await review(subgraph, await create_one(subgraph))
        await update(subgraph, reminderHour=3, newPerDay=1, leechThreshold=3, burySiblings=True)
        assert await subgraph.jobs() == []


async def test_the_day_of_a_card_begins_where_its_learner_lives(place: Place) -> None:
    async with learning(place) as subgraph:
        await live_in(subgraph, "Asia/Tokyo")
        payload = await review(subgraph, await create_one(subgraph), "EASY")
    assert payload["flashcard"]["due"].endswith("T19:00:00Z")


async def test_siblings_wait_until_tomorrow_where_the_learner_wants_it(place: Place) -> None:
    async with learning(place) as subgraph:
        await update(subgraph, burySiblings=True)
        cat, dog = await create_one(subgraph), await create_one(subgraph, DOG)
        note = new_id()
        async with subgraph.subgraph.transactions.begin() as work:
            held = await FlashcardRepository(work.session).locked_many([UUID(cat), UUID(dog)], AIKO)
            for row in held.values():
                row.note_id = note
        await review(subgraph, cat)
        answered, sibling = await rows(subgraph, [cat, dog])
    assert answered.buried_until is None and sibling.buried_until is not None
    assert sibling.buried_until.isoformat() == "2026-03-03T04:00:00+00:00"


async def test_a_leech_is_found_at_the_lapse_and_is_none_when_that_is_taken_back(place: Place) -> None:
    undo = "mutation ($input: UndoReviewsInput!) { undoReviews(input: $input) { flashcards { lapses } } }"
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        await update(subgraph, leechThreshold=2, leechAction="SUSPEND", relearningSteps=[])
        card = await create_one(subgraph, CAT)
        for rating in ("EASY", "AGAIN", "AGAIN"):
            clock.now += timedelta(days=1)
            await review(subgraph, card, rating)
        (leech,) = await rows(subgraph, [card])
        assert leech.leech_at == leech.suspended_at == clock.now
        await subgraph.data(undo, {"input": {"count": 1}}, caller=AIKO)
        (cured,) = await rows(subgraph, [card])
    assert (cured.leech_at, cured.suspended_at, cured.lapses) == (None, None, 1)


async def test_a_retention_of_its_own_that_a_deck_gets_moves_its_cards(place: Place) -> None:
    made = "mutation ($input: CreateDeckInput!) { createDeck(input: $input) { deck { id } userErrors { code } } }"
    changed = "mutation ($input: UpdateDeckInput!) { updateDeck(input: $input) { deck { id } userErrors { code } } }"
    async with learning(place) as subgraph:
        await update(subgraph, fuzz=False)
        deck = (await subgraph.data(made, {"input": {"name": "Exam"}}, caller=AIKO))["createDeck"]["deck"]["id"]
        card = await create_one(subgraph)
        async with subgraph.subgraph.transactions.begin() as work:
            row = await FlashcardRepository(work.session).locked(UUID(card), AIKO)
            assert row is not None
            row.deck_id = UUID(deck)
        await review(subgraph, card, "EASY")
        wanted = {"deckId": deck, "name": "Exam", "desiredRetention": 0.97}
        await subgraph.data(changed, {"input": wanted}, caller=AIKO)
        await subgraph.run_jobs()
        (row,) = await rows(subgraph, [card])
    assert row.interval_days == 2
