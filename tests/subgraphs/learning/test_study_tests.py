import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from subgraphs.learning.models.abilities import ItemAnswerCountRow
from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.items import ItemKind, ItemRow
from subgraphs.learning.models.study_choices import StudyTestChoice
from subgraphs.learning.models.study_tests import QuestionRow, StudyTestKind
from subgraphs.learning.service.study_tests import StudyTestRequest, start_test
from subgraphs.shared.database import count_statements
from subgraphs.shared.ids import new_id
from subgraphs.shared.subgraph import Answer
from tests.subgraphs.learning.cards import AIKO, BEN, NINE, Place, codes, create, learning, review
from tests.subgraphs.learning.catalogue import LESSON, fill_catalogue, word_id
from tests.subgraphs.learning.studying import change, mutate, new_cards, tag
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

RESULT = "result { outcome answer rightAnswers word { id } kanji { id } sentence { id } flashcard { id } }"
QUESTION = (
    f"id position form skill text markedText options {{ id text }} speech {{ text language }} audio {{ id }} {RESULT}"
)
TEST = f"""
id kind status questionCount answeredCount rightAnswers score timeLimitSeconds expiresAt finishedAt
nextQuestion {{ id }} skills {{ skill questionCount rightAnswers score }} questions {{ {QUESTION} }}
"""


@asynccontextmanager
async def school(place: Place, clock: MovableClock | None = None) -> AsyncIterator[SubgraphUnderTest]:
    """Learning with the small catalogue."""
    async with learning(place, clock) as subgraph:
        await fill_catalogue(subgraph)
        yield subgraph


async def start(subgraph: SubgraphUnderTest, kind: str = "MULTIPLE_CHOICE", **more: Any) -> dict[str, Any]:
    return await mutate(subgraph, "startTest", f"test {{ {TEST} }}", kind=kind, **more)


async def started(subgraph: SubgraphUnderTest, kind: str = "MULTIPLE_CHOICE", **more: Any) -> dict[str, Any]:
    payload = await start(subgraph, kind, **more)
    assert payload["userErrors"] == []
    test: dict[str, Any] = payload["test"]
    return test


async def answer(subgraph: SubgraphUnderTest, test: dict[str, Any], question: dict[str, Any], **more: Any) -> Any:
    selection = f"test {{ {TEST} }} question {{ {QUESTION} }}"
    return await mutate(subgraph, "answerTestQuestion", selection, testId=test["id"], questionId=question["id"], **more)


def words(*texts: tuple[str, str]) -> dict[str, Any]:
    return asking(wordIds=[str(word_id(*text)) for text in texts])


def asking(**choice: Any) -> dict[str, Any]:
    return {"from": choice}


CAT_AND_DOG = words(("猫", "ねこ"), ("犬", "いぬ"))


def option_saying(question: dict[str, Any], text: str) -> str:
    (option,) = [option["id"] for option in question["options"] if option["text"] == text]
    found: str = option
    return found


async def test_a_question_offers_four_different_options_and_does_not_tell_which_is_right(place: Place) -> None:
    async with school(place) as subgraph:
        test = await started(subgraph, **words(("猫", "ねこ"), ("犬", "いぬ"), ("鳥", "とり")))
    assert test["status"] == "OPEN" and test["questionCount"] == 3 and test["score"] is None
    for question in test["questions"]:
        assert len({option["text"] for option in question["options"]}) == 4
        assert question["result"] is None and question["speech"] is None


async def test_an_answer_tells_what_is_right_and_the_last_one_ends_the_test(place: Place) -> None:
    async with school(place) as subgraph:
        test = await started(subgraph, "TYPING", **words(("鳥", "とり")), questions=1)
        (question,) = test["questions"]
        payload = await answer(subgraph, test, question, text=_typed(question))
        events = await subgraph.announced()
    ended, told = payload["test"], payload["question"]["result"]
    assert told["outcome"] == "RIGHT" and told["word"] == {"id": str(word_id("鳥", "とり"))}
    assert ended["status"] == "FINISHED" and ended["score"] == 1.0 and ended["nextQuestion"] is None
    assert [score["score"] for score in ended["skills"]] == [1.0]
    event = events[-1]
    assert event.event_type == "TestCompleted" and event.data["score"] == 1.0
    assert [(one["itemKind"], one["isCorrect"]) for one in event.data["answers"]] == [("WORD", True)]


def _typed(question: dict[str, Any]) -> str:
    """The right answer to a typed question about 鳥."""
    return {"TEXT_TO_MEANING": "a bird", "MEANING_TO_TEXT": "tori", "TEXT_TO_READING": "とり"}[question["form"]]


async def test_a_wrong_option_is_wrong_and_skipping_is_told_apart(place: Place) -> None:
    async with school(place) as subgraph:
        test = await started(subgraph, **CAT_AND_DOG)
        first, second = test["questions"]
        right = {"cat", "dog", "猫", "犬"}
        wrong = next(option["id"] for option in first["options"] if option["text"] not in right)
        chosen = await answer(subgraph, test, first, optionId=wrong)
        skipped = await answer(subgraph, test, second)
    assert chosen["question"]["result"]["outcome"] == "WRONG"
    assert skipped["question"]["result"]["outcome"] == "SKIPPED"
    assert skipped["test"]["score"] == 0.0


async def test_mistyping_is_worth_half(place: Place) -> None:
    async with school(place) as subgraph:
        test = await asked_as(subgraph, "TYPING", word_id("動物", "どうぶつ"), "TEXT_TO_MEANING")
        payload = await answer(subgraph, test, test["questions"][0], text="animel")
    assert payload["question"]["result"]["outcome"] == "ALMOST"
    assert payload["test"]["score"] == 0.5


async def test_another_word_that_means_the_same_is_right(place: Place) -> None:
    async with school(place) as subgraph:
        await change_meaning(subgraph, word_id("小さい", "ちいさい"), ["big"])
        test = await asked_as(subgraph, "TYPING", word_id("大きい", "おおきい"), "MEANING_TO_TEXT")
        payload = await answer(subgraph, test, test["questions"][0], text="ちいさい")
    assert payload["question"]["result"]["outcome"] == "RIGHT"


async def test_a_listening_question_has_no_text_and_options_that_sound_otherwise(place: Place) -> None:
    async with school(place) as subgraph:
        (question,) = (await started(subgraph, "LISTENING", **words(("猫", "ねこ"))))["questions"]
    assert question["form"] == "SPEECH_TO_MEANING" and question["text"] is None and question["audio"] is None
    assert question["speech"] == {"text": "ねこ", "language": "ja"}
    assert len(question["options"]) == 4


async def test_kanji_are_asked_for_in_a_word(place: Place) -> None:
    async with school(place) as subgraph:
        (question,) = (await started(subgraph, "KANJI_READING", **words(("木", "き"))))["questions"]
        payload = await answer(
            subgraph, (await active_test(subgraph)), question, optionId=option_saying(question, "き")
        )
    assert question["markedText"] == "木"
    assert {"き", "もく", "ぼく"} < {option["text"] for option in question["options"]}
    assert payload["question"]["result"]["outcome"] == "RIGHT"


async def test_questions_come_from_a_lesson_a_level_and_cards(place: Place) -> None:
    async with school(place) as subgraph:
        of_lesson = await started(subgraph, **asking(lessonId=str(LESSON)))
        of_level = await started(subgraph, "TYPING", **asking(level="N3"), questions=5)
        await create(subgraph, [word_id("猫", "ねこ"), word_id("犬", "いぬ")])
        cards = await started(subgraph, "LISTENING")
        texts = {question["speech"]["text"] for question in cards["questions"]}
    assert of_lesson["questionCount"] == 3
    assert 0 < of_level["questionCount"] <= 5
    assert texts == {"ねこ", "いぬ"}


async def test_only_cards_that_were_chosen_are_asked(place: Place) -> None:
    async with school(place) as subgraph:
        payload = await create(subgraph, [word_id("猫", "ねこ"), word_id("犬", "いぬ"), word_id("鳥", "とり")])
        cat, dog, _ = [card["id"] for card in payload["flashcards"]]
        await tag(subgraph, [cat, dog], "pets")
        await change(subgraph, dog, suspended_at=NINE)
        test = await started(subgraph, "LISTENING", **asking(tags=["pets"]))
    assert [question["speech"]["text"] for question in test["questions"]] == ["ねこ"]


async def test_free_cards_ask_what_the_learner_wrote(place: Place) -> None:
    async with school(place) as subgraph:
        cards = await new_free_cards(subgraph, ("bonjour", "こんにちは"), ("merci", "ありがとう"))
        test = await started(subgraph)
        question = test["questions"][0]
        right = {"bonjour": "こんにちは", "merci": "ありがとう"}[question["text"]]
        payload = await answer(subgraph, test, question, optionId=option_saying(question, right))
    assert len(question["options"]) == 2
    assert payload["question"]["result"]["outcome"] == "RIGHT"
    assert payload["question"]["result"]["flashcard"]["id"] in cards


async def test_the_same_seed_makes_the_same_test(place: Place) -> None:
    async with school(place) as subgraph:
        request = StudyTestRequest(StudyTestKind.MIXED, StudyTestChoice.from_json({"level": "N5"}), 10)
        settings, made = subgraph.subgraph.settings, []
        for _ in range(2):
            async with subgraph.subgraph.transactions.begin() as work:
                made.append((await start_test(work, AIKO, request, settings, seed=7)).id)
        first, second = [await questions_of(subgraph, test_id) for test_id in made]
    assert first == second and len(first) == 10


async def test_answers_count_as_reviews_of_due_cards_when_asked_to(place: Place) -> None:
    clock = MovableClock(NINE)
    async with school(place, clock) as subgraph:
        payload = await create(subgraph, [word_id("猫", "ねこ"), word_id("犬", "いぬ")])
        cat, dog = [card["id"] for card in payload["flashcards"]]
        await review(subgraph, cat, "EASY")
        clock.now += timedelta(days=30)
        test = await started(subgraph, "LISTENING", countsAsReview=True)
        for question in test["questions"]:
            await answer(subgraph, test, question)
        reps = {card: (await row_of(subgraph, card)).reps for card in (cat, dog)}
        events = [event for event in await subgraph.announced() if event.event_type == "FlashcardReviewed"]
    assert reps == {cat: 2, dog: 0}
    assert events[-1].data["rating"] == "AGAIN"


async def test_mistakes_become_cards_once_the_test_is_over(place: Place) -> None:
    async with school(place) as subgraph:
        test = await started(subgraph, "LISTENING", **words(("猫", "ねこ"), ("犬", "いぬ"), ("鳥", "とり")))
        by_text = {question["speech"]["text"]: question for question in test["questions"]}
        right = option_saying(by_text["ねこ"], "cat")
        await answer(subgraph, test, by_text["ねこ"], optionId=right)
        await answer(subgraph, test, by_text["いぬ"])
        selection = "flashcards { word { id } }"
        early = await mutate(subgraph, "createFlashcardsFromTest", selection, testId=test["id"])
        ended = await mutate(subgraph, "finishTest", "test { status score }", testId=test["id"])
        again = await mutate(subgraph, "finishTest", "test { status score }", testId=test["id"])
        made = await mutate(subgraph, "createFlashcardsFromTest", selection, testId=test["id"])
        twice = await mutate(subgraph, "createFlashcardsFromTest", selection, testId=test["id"])
    assert [error["code"] for error in early["userErrors"]] == ["TEST_IS_OPEN"]
    assert ended == again and ended["test"]["status"] == "FINISHED" and ended["test"]["score"] == 1 / 3
    expected = {str(word_id("犬", "いぬ")), str(word_id("鳥", "とり"))}
    assert {card["word"]["id"] for card in made["flashcards"]} == expected
    assert twice["flashcards"] == [] and {error["code"] for error in twice["userErrors"]} == {"ALREADY_EXISTS"}


async def test_a_test_ends_when_its_time_is_over(place: Place) -> None:
    clock = MovableClock(NINE)
    async with school(place, clock) as subgraph:
        test = await started(subgraph, **CAT_AND_DOG, minutes=5)
        await subgraph.run_jobs()
        clock.now += timedelta(minutes=6)
        late = await answer(subgraph, test, test["questions"][0], optionId="0")
        await subgraph.run_jobs()
        ended = await active_test(subgraph)
        event = (await subgraph.announced())[-1]
    assert test["timeLimitSeconds"] == 300
    assert late["userErrors"] == [{"code": "TEST_IS_OVER", "path": ["testId"]}]
    assert ended["status"] == "EXPIRED" and ended["finishedAt"] == "2026-03-02T09:05:00Z"
    assert event.event_type == "TestCompleted" and event.data["isExpired"]
    assert all(question["result"]["outcome"] is None for question in ended["questions"])


async def test_what_does_not_fit_a_question_is_refused(place: Place) -> None:
    async with school(place) as subgraph:
        test = await started(subgraph, **CAT_AND_DOG)
        question = test["questions"][0]
        for more, path in (({"text": "cat"}, "text"), ({"optionId": "9"}, "optionId"), ({"optionId": "x"}, "optionId")):
            payload = await answer(subgraph, test, question, **more)
            assert payload["userErrors"] == [{"code": "ANSWER_DOES_NOT_FIT", "path": [path]}]
        other = await answer(subgraph, test, {"id": str(new_id())}, optionId="0")
        await answer(subgraph, test, question, optionId="0")
        twice = await answer(subgraph, test, question, optionId="0")
    assert other["userErrors"] == [{"code": "NOT_FOUND", "path": ["questionId"]}]
    assert twice["userErrors"] == [{"code": "ALREADY_ANSWERED", "path": ["questionId"]}]


async def test_what_cannot_be_asked_is_refused(place: Place) -> None:
    async with school(place) as subgraph:
        cases: tuple[tuple[dict[str, Any], str, list[str]], ...] = (
            ({"from": {"wordIds": [str(new_id())]}}, "NOT_FOUND", ["from", "wordIds"]),
            ({"from": {"lessonId": str(new_id())}}, "NOT_FOUND", ["from", "lessonId"]),
            ({"from": {"deckId": "x"}}, "NOT_FOUND", ["from", "deckId"]),
            ({}, "NOTHING_TO_ASK", ["from"]),
            ({"questions": 101}, "OUT_OF_RANGE", ["questions"]),
        )
        for more, code, path in cases:
            assert (await start(subgraph, **more))["userErrors"] == [{"code": code, "path": path}]
        for _ in range(5):
            await started(subgraph, **CAT_AND_DOG)
        assert [error["code"] for error in (await start(subgraph, **CAT_AND_DOG))["userErrors"]] == ["TOO_MANY_OPEN"]
        placement = await start(subgraph, "PLACEMENT")
    assert [error["code"] for error in placement["userErrors"]] == ["KIND_IS_BEGUN_OTHERWISE"]


async def test_beginning_and_answering_twice_with_one_client_id_happens_once(place: Place) -> None:
    async with school(place) as subgraph:
        test = await started(subgraph, **CAT_AND_DOG, clientMutationId="t1")
        again = await started(subgraph, **CAT_AND_DOG, clientMutationId="t1")
        question = test["questions"][0]
        payloads = await asyncio.gather(
            *(answer(subgraph, test, question, optionId="0", clientMutationId="a1") for _ in range(4))
        )
    assert again == test
    assert all(payload == payloads[0] for payload in payloads)
    assert payloads[0]["test"]["answeredCount"] == 1


async def test_strangers_neither_see_nor_take_a_test(place: Place) -> None:
    async with school(place) as subgraph:
        test = await started(subgraph, **CAT_AND_DOG)
        seen = await subgraph.entities([{"__typename": "Test", "id": test["id"]}], "__typename", caller=BEN)
        user = [{"__typename": "User", "id": str(AIKO)}]
        for field in ("tests { edges { node { id } } }", "abilities { skill }"):
            assert codes(await subgraph.entities(user, f"... on User {{ {field} }}", caller=BEN)) == ["FORBIDDEN"]
        answered = {"testId": test["id"], "questionId": test["questions"][0]["id"], "optionId": "0"}
        for name, input_ in (
            ("finishTest", {"testId": test["id"]}),
            ("answerTestQuestion", answered),
            ("createFlashcardsFromTest", {"testId": test["id"]}),
        ):
            assert codes(await touch(subgraph, name, input_)) == ["NOT_FOUND"]
    assert seen["data"] == {"_entities": [None]}


async def test_the_history_with_scores_is_read_by_few_statements(place: Place) -> None:
    async with school(place) as subgraph:
        for _ in range(3):
            test = await started(subgraph, **CAT_AND_DOG)
            await mutate(subgraph, "finishTest", "test { id }", testId=test["id"])
        await started(subgraph, "TYPING", **CAT_AND_DOG)
        selection = (
            "... on User { tests(first: 10, kinds: [MULTIPLE_CHOICE]) "
            "{ edges { node { score skills { skill score } questions { id result { outcome } } } } } }"
        )
        with count_statements() as log:
            found = await subgraph.entities([{"__typename": "User", "id": str(AIKO)}], selection, caller=AIKO)
    edges = found["data"]["_entities"][0]["tests"]["edges"]
    assert len(edges) == 3 and len(log) == 2


async def test_a_long_test_is_made_by_as_many_statements_as_a_short_one(place: Place) -> None:
    async with school(place) as subgraph:
        with count_statements() as short:
            await started(subgraph, **asking(level="N5"), questions=2)
        with count_statements() as long:
            await started(subgraph, **asking(level="N5"), questions=20)
    assert len(long) <= len(short) + 2 <= 20


async def test_tests_tell_what_a_learner_can_do_and_count_for_the_items(place: Place) -> None:
    clock = MovableClock(NINE)
    async with school(place, clock) as subgraph:
        test = await started(subgraph, "LISTENING", **words(("猫", "ねこ"), ("犬", "いぬ")))
        for question in test["questions"]:
            right = {"ねこ": "cat", "いぬ": "dog"}[question["speech"]["text"]]
            await answer(subgraph, test, question, optionId=option_saying(question, right))
        (estimate,) = await abilities(subgraph)
        clock.now += timedelta(days=200)
        (later,) = await abilities(subgraph)
        counts = await answer_counts(subgraph)
    assert estimate["skill"] == "LISTENING" and estimate["answerCount"] == 2
    assert estimate["ability"] > -1.0 and later["standardError"] > estimate["standardError"]
    assert [(count.answers, count.right_answers, count.guessing_percent) for count in counts] == [(1, 1.0, 25)] * 2


async def test_difficulties_are_worked_out_from_everybodys_answers(place: Place) -> None:
    clock = MovableClock(NINE)
    async with school(place, clock) as subgraph:
        await subgraph.run_jobs()
        cat = word_id("猫", "ねこ")
        async with subgraph.subgraph.transactions.begin() as work:
            work.session.add_all(
                ItemAnswerCountRow(
                    item_id=cat, guessing_percent=25, ability_class=group, answers=40, right_answers=12.0
                )
                for group in (-4, -2, 0)
            )
        before = await difficulty_of(subgraph, cat)
        clock.now += timedelta(days=1)
        await subgraph.run_jobs()
        after = await difficulty_of(subgraph, cat)
    assert before < -3 and after > -2


async def asked_as(subgraph: SubgraphUnderTest, kind: str, item_id: UUID, form: str) -> dict[str, Any]:
    """A test with one question in this form, by whichever seed gives it."""
    choice = StudyTestChoice.from_json({"items": [[ItemKind.WORD, str(item_id)]]})
    for seed in range(20):
        async with subgraph.subgraph.transactions.begin() as work:
            request = StudyTestRequest(StudyTestKind(kind), choice, 1)
            test = await start_test(work, AIKO, request, subgraph.subgraph.settings, seed=seed)
        found = await one_test(subgraph, test.id)
        if found["questions"][0]["form"] == form:
            return found
        await mutate(subgraph, "finishTest", "test { id }", testId=str(test.id))
    raise AssertionError(form)


async def one_test(subgraph: SubgraphUnderTest, test_id: UUID) -> dict[str, Any]:
    answered = await subgraph.entities(
        [{"__typename": "Test", "id": str(test_id)}], f"... on Test {{ {TEST} }}", caller=AIKO
    )
    found: dict[str, Any] = answered["data"]["_entities"][0]
    return found


async def questions_of(subgraph: SubgraphUnderTest, test_id: UUID) -> list[dict[str, Any]]:
    test = await one_test(subgraph, test_id)
    return [{name: value for name, value in question.items() if name != "id"} for question in test["questions"]]


async def active_test(subgraph: SubgraphUnderTest) -> dict[str, Any]:
    """The learner's latest test."""
    selection = f"... on User {{ tests(first: 1) {{ edges {{ node {{ {TEST} }} }} }} }}"
    answered = await subgraph.entities([{"__typename": "User", "id": str(AIKO)}], selection, caller=AIKO)
    found: dict[str, Any] = answered["data"]["_entities"][0]["tests"]["edges"][0]["node"]
    return found


async def abilities(subgraph: SubgraphUnderTest) -> list[dict[str, Any]]:
    selection = "... on User { abilities { skill level ability standardError answerCount } }"
    answered = await subgraph.entities([{"__typename": "User", "id": str(AIKO)}], selection, caller=AIKO)
    found: list[dict[str, Any]] = answered["data"]["_entities"][0]["abilities"]
    return found


async def answer_counts(subgraph: SubgraphUnderTest) -> list[ItemAnswerCountRow]:
    async with subgraph.subgraph.database.read() as session:
        return list((await session.scalars(select(ItemAnswerCountRow))).all())


async def difficulty_of(subgraph: SubgraphUnderTest, item_id: UUID) -> float:
    """As a new question about it has it."""
    test = await asked_as(subgraph, "LISTENING", item_id, "SPEECH_TO_MEANING")
    async with subgraph.subgraph.database.read() as session:
        row = await session.get_one(QuestionRow, UUID(test["questions"][0]["id"]))
    return row.difficulty


async def change_meaning(subgraph: SubgraphUnderTest, item_id: UUID, meanings: list[str]) -> None:
    async with subgraph.subgraph.transactions.begin() as work:
        (await work.session.get_one(ItemRow, item_id)).meanings = meanings


async def row_of(subgraph: SubgraphUnderTest, card_id: str) -> FlashcardRow:
    async with subgraph.subgraph.database.read() as session:
        return await session.get_one(FlashcardRow, UUID(card_id))


async def new_free_cards(subgraph: SubgraphUnderTest, *faces: tuple[str, str]) -> list[str]:
    cards = await new_cards(subgraph, len(faces))
    for card, (front, back) in zip(cards, faces, strict=True):
        await change(subgraph, card, item_kind="FREE", item_id=None, front=front, back=back)
    return cards


async def touch(subgraph: SubgraphUnderTest, name: str, input_: dict[str, str]) -> Answer:
    type_name = name[0].upper() + name[1:] + "Input"
    document = f"mutation ($input: {type_name}!) {{ {name}(input: $input) {{ userErrors {{ code }} }} }}"
    return await subgraph.execute(document, {"input": input_}, caller=BEN)
