"""Telling other domains what there is to study."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from subgraphs.content.app import CONTENT
from subgraphs.content.commands import add_commands
from subgraphs.content.repository.dictionary import DictionaryRepository
from subgraphs.content.service.authored_seed import seed_courses
from subgraphs.content.service.dictionary import announce_changed_dictionary, announce_dictionary
from subgraphs.content.service.study_seed import seed_packs
from subgraphs.content.settings import ContentSettings
from subgraphs.shared.command_line import create_command_line
from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.ids import seed_id
from subgraphs.shared.seeding import ReportProgress
from subgraphs.shared.unit_of_work import Transactions
from tests.subgraphs.content.authoring import HANA, done, published_course, text_block
from tests.subgraphs.content.packs import write_pack
from tests.support.subgraphs import AnyDefinition, SubgraphUnderTest, subgraph_under_test

CAT, BOOK = {"text": "猫", "reading": "ねこ", "meanings": ["cat"]}, {"text": "本", "meanings": ["book"]}


def told_of(*folders: Path) -> AnyDefinition:
    """Content that is filled from these packs, and tells of it."""

    async def seed(transactions: Transactions, settings: ContentSettings, report: ReportProgress) -> None:
        await seed_packs(transactions, folders, report)
        await announce_changed_dictionary(transactions, settings, report)

    return replace(CONTENT, seed=seed)


def pack_of(folder: Path, *words: dict[str, Any]) -> Path:
    return write_pack(folder, language="ja", words=list(words))


def names(events: list[EventEnvelope]) -> list[str]:
    return [event.event_type for event in events]


def texts(events: list[EventEnvelope]) -> list[str]:
    return [entry["text"] for event in events for entry in event.data.get("entries", [])]


async def test_all_that_was_seeded_is_told_and_counted_once(tmp_path: Path) -> None:
    pack = pack_of(tmp_path / "ja", CAT, BOOK)
    async with subgraph_under_test(told_of(pack), tmp_path) as content:
        await content.subgraph.seed()
        events = await content.announced()
        await content.subgraph.seed()
        assert await content.announced() == events

    assert names(events) == ["DictionaryEntriesPublished", "DictionaryPublished"]
    assert texts(events) == ["猫", "本"]
    assert events[-1].data["counts"] == {"WORD": 2}
    assert len({event.key for event in events}) == 1


async def test_another_dictionary_is_told_as_a_newer_edition(tmp_path: Path) -> None:
    first, second = pack_of(tmp_path / "one", CAT), pack_of(tmp_path / "two", CAT, BOOK)
    async with subgraph_under_test(told_of(first), tmp_path) as content:
        await content.subgraph.seed()
    async with subgraph_under_test(told_of(second), tmp_path) as content:
        await content.subgraph.seed()
        events = await content.announced()

    assert [texts([event]) for event in events if texts([event])] == [["猫"], ["猫", "本"]]
    editions = [event.data["edition"] for event in events]
    assert editions == sorted(editions)
    assert len(set(editions)) == 2


async def test_a_database_that_was_filled_before_there_was_anybody_to_tell_is_told_of(tmp_path: Path) -> None:
    pack = pack_of(tmp_path / "ja", CAT)

    async def seed(transactions: Transactions, _settings: ContentSettings, report: ReportProgress) -> None:
        await seed_packs(transactions, [pack], report)

    async with subgraph_under_test(replace(CONTENT, seed=seed), tmp_path) as content:
        await content.subgraph.seed()
        assert await content.announced() == []
    async with subgraph_under_test(told_of(pack), tmp_path) as content:
        await content.subgraph.seed()
        assert texts(await content.announced()) == ["猫"]


async def test_a_dictionary_that_nobody_has_filled_is_not_told_of(tmp_path: Path) -> None:
    async with subgraph_under_test(CONTENT, tmp_path) as content:
        settings = content.subgraph.settings
        await announce_changed_dictionary(content.subgraph.transactions, settings, lambda _what, _done, _total: None)
        assert await content.announced() == []


async def test_many_entries_come_in_several_events(tmp_path: Path) -> None:
    pack = pack_of(tmp_path / "ja", *({"text": f"語{number}", "meanings": ["word"]} for number in range(260)))
    async with subgraph_under_test(told_of(pack), tmp_path) as content:
        await content.subgraph.seed()
        told = [texts([event]) for event in await content.announced()]

    assert [len(batch) for batch in told] == [250, 10, 0]


async def test_an_operator_has_it_told_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = pack_of(tmp_path / "ja", CAT)
    async with subgraph_under_test(told_of(pack), tmp_path) as content:
        await content.subgraph.seed()
    monkeypatch.setenv("KUMIKI_HOME", str(tmp_path))
    commands = create_command_line(CONTENT)
    add_commands(commands)
    result = await asyncio.to_thread(CliRunner().invoke, commands, ["announce-dictionary"])
    async with subgraph_under_test(told_of(pack), tmp_path) as content:
        events = await content.announced()

    assert result.output == "1 entries announced\n"
    assert texts(events) == ["猫", "猫"]
    assert events[-1].data["edition"] > events[0].data["edition"]


@pytest.fixture
async def words(content: SubgraphUnderTest) -> AsyncIterator[DictionaryRepository]:
    async with content.subgraph.database.read() as session:
        yield DictionaryRepository(session)


async def test_a_word_tells_its_kanji_and_its_easiest_sentences(words: DictionaryRepository) -> None:
    found = {entry.id: entry for entry in await words.words()}
    cat = found[seed_id("word", "猫|ねこ")]

    assert (cat.text, cat.reading, cat.meanings, cat.level) == ("猫", "ねこ", ["cat"], "N5")
    assert cat.details["kanjiIds"] == [str(seed_id("kanji", "猫"))]
    assert cat.details["partsOfSpeech"] == ["NOUN"]
    assert len(cat.details["sentenceIds"]) == 3
    assert [entry.rank for entry in found.values()] == list(range(len(found)))


async def test_a_kanji_tells_what_it_is_taken_for_and_those_that_say_nothing_are_left_out(
    words: DictionaryRepository,
) -> None:
    found = {entry.text: entry for entry in await words.kanji()}

    assert found["活"].details["lookAlikes"] == ["浩", "治", "送"]
    assert found["活"].details["parts"] == ["氵", "舌"]
    assert all(entry.meanings for entry in found.values())


async def test_a_sentence_tells_how_it_is_read_and_which_words_it_uses(words: DictionaryRepository) -> None:
    sentence = next(entry for entry in await words.sentences() if entry.text == "あの車です。")

    assert sentence.reading == "あのくるまです。"
    assert sentence.meanings == ["It was that car."]
    assert sentence.details["tokens"] == [["あの", "", 0], ["車", "くるま", 1], ["です", ""], ["。", ""]]
    assert len(sentence.details["wordIds"]) == 2


async def test_published_courses_are_listed_with_their_lessons_and_deleted_ones_are_not(
    courses: SubgraphUnderTest,
) -> None:
    kept, (lesson,) = await published_course(courses, [{"word": {"wordId": str(seed_id("word", "猫|ねこ"))}}])
    gone, _ = await published_course(courses, [text_block()])
    await done(courses, "deleteCourse", "course { id }", HANA, courseId=gone)
    async with courses.subgraph.transactions.begin() as work:
        await announce_dictionary(work)

    listed = [event for event in await courses.announced() if event.event_type == "CourseListed"]
    assert [event.key for event in listed] == [kept]
    (told,) = listed[0].data["lessons"]
    assert told["lessonId"] == lesson["id"]
    assert told["wordIds"] == [str(seed_id("word", "猫|ねこ"))]


async def test_the_courses_that_ship_are_listed_as_they_were_published(tmp_path: Path) -> None:
    async with subgraph_under_test(CONTENT, tmp_path) as content:
        transactions, settings = content.subgraph.transactions, content.subgraph.settings
        await seed_courses(transactions, settings, lambda _what, _done, _total: None)
        async with transactions.begin() as work:
            await announce_dictionary(work)
        events = await content.announced()

    listed = next(event.data["lessons"] for event in events if event.event_type == "CourseListed")
    published = [event.data for event in events if event.event_type == "LessonPublished"]
    assert listed == [{name: lesson[name] for name in listed[0]} for lesson in published]
