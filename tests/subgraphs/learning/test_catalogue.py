"""What learning knows of what there is to study."""

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from subgraphs.content.events.courses import CourseDeleted, CoursePublished, CourseRestored, LessonPublished
from subgraphs.content.events.dictionary import DictionaryEntriesPublished, DictionaryEntry, DictionaryPublished
from subgraphs.learning.errors import CatalogueIsNotKnown
from subgraphs.learning.models.items import ItemKind, ItemRef
from subgraphs.learning.repository.items import ItemRepository
from subgraphs.learning.search_text import search_text_of_item
from subgraphs.learning.service.items import offered_items
from subgraphs.shared.database import count_statements
from subgraphs.shared.event import Event, EventEnvelope
from subgraphs.shared.ids import seed_id
from subgraphs.shared.pagination import page_request
from tests.subgraphs.learning.cards import AIKO, BEN, NINE, Place, learning
from tests.subgraphs.learning.catalogue import (
    COURSE,
    LESSON,
    SECOND_LESSON,
    entries,
    fill_catalogue,
    kanji_id,
    lesson,
    publish_course,
    word_id,
)
from tests.support.subgraphs import SubgraphUnderTest

CAT, DOG = word_id("猫", "ねこ"), word_id("犬", "いぬ")
SCHOOL = seed_id("organization", "school")


@pytest.fixture
async def subgraph(place: Place) -> AsyncIterator[SubgraphUnderTest]:
    async with learning(place) as subgraph:
        yield subgraph


@asynccontextmanager
async def items_of(subgraph: SubgraphUnderTest) -> AsyncIterator[ItemRepository]:
    async with subgraph.subgraph.database.read() as session:
        yield ItemRepository(session)


def heard(event: Event, minutes: int = 0) -> EventEnvelope:
    """As it comes from content, that many minutes after nine."""
    at = NINE + timedelta(minutes=minutes)
    return EventEnvelope.enclose(event, source="content", occurred_at=at, correlation_id="test", causation_id=None)


async def hear(subgraph: SubgraphUnderTest, *events: EventEnvelope) -> None:
    consumers = [one for one in subgraph.subgraph.consumers if one.consumer.topic == "content-events"]
    for event in events:
        for consumer in consumers:
            if event.event_type in consumer.consumer.handlers:
                await consumer.handle_once(event)


def edition(number: int, *texts: str) -> list[EventEnvelope]:
    """An edition of the dictionary with these words of the catalogue, an event for each."""
    told = [DictionaryEntry.model_validate(one) for one in entries() if one["kind"] == "WORD" and one["text"] in texts]
    batches = [DictionaryEntriesPublished(edition=number, entries=[one]) for one in told]
    return [heard(event) for event in (*batches, DictionaryPublished(edition=number, counts={"WORD": len(told)}))]


async def offered_words(subgraph: SubgraphUnderTest) -> list[str]:
    async with items_of(subgraph) as items:
        page = await items.page_by_level(ItemKind.WORD, None, page_request(100, None))
    return [row.text for row in page.rows]


async def offered_lessons(subgraph: SubgraphUnderTest, caller: UUID = AIKO) -> set[UUID]:
    wanted = [ItemRef(ItemKind.LESSON, one) for one in (LESSON, SECOND_LESSON)]
    async with items_of(subgraph) as items:
        return {ref.id for ref in await items.offered(wanted, caller)}


async def test_what_an_edition_does_not_hold_is_offered_no_more_and_still_known(subgraph: SubgraphUnderTest) -> None:
    await hear(subgraph, *edition(1, "猫", "犬"), *edition(2, "猫", "鳥"))

    assert await offered_words(subgraph) == ["猫", "鳥"]
    dog = ItemRef(ItemKind.WORD, DOG)
    async with items_of(subgraph) as items:
        assert await items.offered([dog], AIKO) == {}
        assert (await items.items([dog]))[dog].is_withdrawn


@pytest.mark.parametrize("seed", range(6))
async def test_editions_that_are_heard_twice_and_in_any_order_leave_the_newest(
    subgraph: SubgraphUnderTest, seed: int
) -> None:
    events = [*edition(1, "猫", "犬", "水"), *edition(2, "猫", "鳥"), *edition(3, "鳥", "犬")] * 2
    random.Random(seed).shuffle(events)
    await hear(subgraph, *events)

    assert await offered_words(subgraph) == ["犬", "鳥"]


async def test_a_changed_entry_says_what_it_says_now(subgraph: SubgraphUnderTest) -> None:
    cat = next(one for one in entries() if one["text"] == "猫")
    newer = DictionaryEntry.model_validate(cat | {"meanings": ["cat", "feline"], "level": "UNLISTED"})
    await hear(subgraph, *edition(1, "猫"), heard(DictionaryEntriesPublished(edition=2, entries=[newer])))

    async with items_of(subgraph) as items:
        row = (await items.by_ids([CAT]))[CAT]
    assert (row.meanings, row.level, row.edition) == (["cat", "feline"], None, 2)


async def test_nothing_is_known_until_an_edition_was_heard_to_its_end(subgraph: SubgraphUnderTest) -> None:
    *batches, end = edition(1, "猫")
    await hear(subgraph, *batches)
    async with items_of(subgraph) as items:
        assert not await items.is_catalogue_known()
    await hear(subgraph, end)
    async with items_of(subgraph) as items:
        assert await items.is_catalogue_known()


def published(version: int, *lessons: UUID) -> list[Event]:
    course: dict[str, Any] = {"course_id": COURSE, "owner_id": BEN, "organization_id": None, "course_version": version}
    says = {"title": "Pets", "summary": "", "language": "ja", "level": "BEGINNER"}
    parts = [
        LessonPublished(**course, **says, lesson_id=one, position=position, minutes=10, word_ids=[CAT], kanji_ids=[])
        for position, one in enumerate(lessons, 1)
    ]
    return [CoursePublished(**course, **says, lesson_ids=list(lessons)), *parts]


def of_course(kind: type[CourseDeleted] | type[CourseRestored], **more: Any) -> Event:
    return kind(course_id=COURSE, owner_id=BEN, organization_id=None, **more)


async def test_lessons_are_those_of_the_newest_version_of_their_course(subgraph: SubgraphUnderTest) -> None:
    await hear(subgraph, *map(heard, published(1, LESSON, SECOND_LESSON)))
    assert await offered_lessons(subgraph) == {LESSON, SECOND_LESSON}
    await hear(subgraph, *map(heard, published(2, SECOND_LESSON)))
    assert await offered_lessons(subgraph) == {SECOND_LESSON}


async def test_the_lessons_of_a_deleted_course_are_back_when_it_is_restored(subgraph: SubgraphUnderTest) -> None:
    await hear(subgraph, *map(heard, published(1, LESSON)), heard(of_course(CourseDeleted), 1))
    assert await offered_lessons(subgraph) == set()
    await hear(subgraph, heard(of_course(CourseRestored, course_version=1), 2))
    assert await offered_lessons(subgraph) == {LESSON}


@pytest.mark.parametrize("seed", range(6))
async def test_what_happened_to_a_course_ends_the_same_in_any_order(subgraph: SubgraphUnderTest, seed: int) -> None:
    events = [
        *map(heard, (*published(1, LESSON, SECOND_LESSON), *published(2, SECOND_LESSON), *published(3, LESSON))),
        heard(of_course(CourseDeleted), 5),
        heard(of_course(CourseRestored, course_version=3), 6),
    ] * 2
    random.Random(seed).shuffle(events)
    await hear(subgraph, *events)

    assert await offered_lessons(subgraph) == {LESSON}
    async with items_of(subgraph) as items:
        row = (await items.by_ids([LESSON]))[LESSON]
    assert (row.edition, row.details["wordIds"], row.details["minutes"]) == (3, [str(CAT)], 10)


async def test_an_organizations_lessons_are_offered_to_its_members_only(subgraph: SubgraphUnderTest) -> None:
    await publish_course(subgraph, COURSE, [lesson(LESSON, 1)], organization_id=SCHOOL)
    assert await offered_lessons(subgraph) == set()
    membership = {"organizationId": str(SCHOOL), "userId": str(AIKO), "role": "MEMBER"}
    follow = next(one for one in subgraph.subgraph.consumers if one.consumer.name == "follow-memberships")
    await follow.handle_once(bare("OrganizationMemberAdded", membership))
    assert (await offered_lessons(subgraph), await offered_lessons(subgraph, BEN)) == ({LESSON}, set())
    await follow.handle_once(bare("OrganizationMemberRemoved", membership))
    assert await offered_lessons(subgraph) == set()
    await follow.handle_once(bare("OrganizationCreated", {"organizationId": str(SCHOOL), "ownerId": str(BEN)}))
    assert await offered_lessons(subgraph, BEN) == {LESSON}
    await follow.handle_once(bare("OrganizationDeleted", {"organizationId": str(SCHOOL)}))
    assert await offered_lessons(subgraph, BEN) == set()


def bare(event_type: str, data: dict[str, Any]) -> EventEnvelope:
    event = heard(of_course(CourseDeleted))
    return event.model_copy(update={"event_type": event_type, "topic": "user-events", "data": data})


@pytest.fixture
async def filled(subgraph: SubgraphUnderTest) -> SubgraphUnderTest:
    await fill_catalogue(subgraph)
    return subgraph


def texts(rows: Sequence[Any]) -> list[str]:
    return [row.text for row in rows]


async def test_items_are_found_by_how_they_are_written_and_read(filled: SubgraphUnderTest) -> None:
    async with items_of(filled) as items:
        by_text = await items.by_texts(["猫", "no such word"])
        by_reading = await items.by_readings(["たべる"])

    assert {text: [row.id for row in rows] for text, rows in by_text.items()} == {"猫": [CAT]}
    assert texts(by_reading["たべる"]) == ["食べる"]


async def test_what_is_missing_is_missing_for_certain_only_when_the_dictionary_is_known(
    subgraph: SubgraphUnderTest,
) -> None:
    cat, nothing = ItemRef(ItemKind.WORD, CAT), ItemRef(ItemKind.WORD, seed_id("word", "nothing"))
    async with subgraph.subgraph.database.read() as session:
        with pytest.raises(CatalogueIsNotKnown):
            await offered_items(session, AIKO, [cat])
    await fill_catalogue(subgraph)
    async with subgraph.subgraph.database.read() as session:
        assert set(await offered_items(session, AIKO, [cat, nothing, cat])) == {cat}


async def test_items_keep_what_a_search_finds_them_by(filled: SubgraphUnderTest) -> None:
    async with items_of(filled) as items:
        row = (await items.by_ids([CAT]))[CAT]
    assert row.search_text == search_text_of_item("猫", "ねこ", ["cat"], row.details)
    assert "~neko" in row.search_text


async def test_an_item_of_another_kind_is_not_the_one_that_was_asked_for(filled: SubgraphUnderTest) -> None:
    wrong, right = ItemRef(ItemKind.KANJI, CAT), ItemRef(ItemKind.WORD, CAT)
    async with items_of(filled) as items:
        assert set(await items.items([wrong, right])) == {right}
        assert set(await items.offered([wrong, right], AIKO)) == {right}


async def test_kanji_that_look_alike_are_there_for_wrong_answers(filled: SubgraphUnderTest) -> None:
    async with items_of(filled) as items:
        rows = await items.by_ids([kanji_id("犬"), kanji_id("木")])
        alike = await items.look_alikes([rows[kanji_id("犬")], rows[kanji_id("木")]])

    assert texts(alike[kanji_id("犬")]) == ["大", "太"]
    assert texts(alike[kanji_id("木")]) == ["本"]


async def test_words_lead_to_their_sentences_and_kanji(filled: SubgraphUnderTest) -> None:
    async with items_of(filled) as items:
        words = list((await items.by_ids([CAT])).values())
        assert texts((await items.sentences_of(words))[CAT]) == ["猫です。", "猫は魚を食べる。"]
        assert texts((await items.kanji_of(words))[CAT]) == ["猫"]


async def test_items_of_a_level_come_in_pages_and_are_counted(filled: SubgraphUnderTest) -> None:
    async with items_of(filled) as items:
        page = await items.page_by_level(ItemKind.WORD, ["N4"], page_request(2, None))
        counts = await items.count_by_level(ItemKind.WORD)

    assert texts(page.rows) == ["時計", "旅行"]
    assert page.has_next
    assert counts == {"N5": 13, "N4": 3, "N3": 2}


async def test_a_batch_of_entries_is_written_in_one_statement(filled: SubgraphUnderTest) -> None:
    batch = DictionaryEntriesPublished(edition=9_999, entries=[DictionaryEntry.model_validate(e) for e in entries()])
    with count_statements() as log:
        await hear(filled, heard(batch))

    assert len([statement for statement in log.statements if "INTO items" in statement]) == 1
    assert len(log) <= 5
