"""What ships is checked as an author's work would be, and more."""

from uuid import UUID

import pytest

from subgraphs.content.quizzes import QuizDraft
from subgraphs.content.seeding.packs import load_pack, pack_folders
from subgraphs.content.service.authored_content import (
    COURSES,
    SERIES,
    ShippedEpisode,
    read_course,
    read_series,
)
from subgraphs.content.service.authored_seed import seed_courses, seed_series
from subgraphs.content.service.lesson_blocks import (
    ExampleDraft,
    KanaDraft,
    KanjiDraft,
    TextDraft,
    WordDraft,
    faults_of_quiz,
)
from subgraphs.content.service.text_rules import check_markdown
from subgraphs.content.settings import ContentSettings
from subgraphs.shared.ids import seed_id
from subgraphs.shared.japanese.kana_table import KanaScript, kana_signs
from subgraphs.shared.seeding import report_nothing
from tests.subgraphs.content.authoring import AIKO, done
from tests.support.subgraphs import SubgraphUnderTest

COURSE = read_course(COURSES[0])
EPISODES = [episode for series in read_series(SERIES) for season in series.seasons for episode in season.episodes]
DRAFTS = [draft for lesson in COURSE.lessons for _, draft in lesson.blocks]


@pytest.fixture(scope="module")
def words() -> dict[UUID, str]:
    """The reading of every word that ships, under its id."""
    (folder,) = pack_folders(None)
    entries = load_pack(folder).words
    return {seed_id("word", f"{one['text']}|{one['reading']}"): one["reading"] for one in entries}


def test_the_course_has_twenty_lessons_each_with_things_to_read_and_to_answer() -> None:
    assert len(COURSE.lessons) == 20
    for lesson in COURSE.lessons:
        drafts = [draft for _, draft in lesson.blocks]
        assert sum(isinstance(draft, QuizDraft) for draft in drafts) >= 4, lesson.title
        assert any(isinstance(draft, TextDraft) for draft in drafts), lesson.title
        assert any(isinstance(draft, WordDraft) for draft in drafts), lesson.title


def test_the_course_teaches_a_hundred_words_each_once(words: dict[UUID, str]) -> None:
    taught = [draft.word_id for draft in DRAFTS if isinstance(draft, WordDraft)]

    assert len(set(taught)) == len(taught) >= 100
    assert set(taught) <= words.keys()


def test_the_course_shows_every_basic_sign_of_both_scripts() -> None:
    shown = {one for draft in DRAFTS if isinstance(draft, KanaDraft) for one in draft.kana_ids}
    basic = {
        seed_id("kana", sign.character) for script in KanaScript for sign in kana_signs(script) if sign.kind == "BASIC"
    }
    rare = {seed_id("kana", sign) for sign in "ゐゑヰヱヲ"}

    assert basic - rare <= shown
    assert shown <= {seed_id("kana", sign.character) for script in KanaScript for sign in kana_signs(script)}


def test_a_word_is_written_with_signs_that_were_shown_before(words: dict[UUID, str]) -> None:
    character_by_id = {
        seed_id("kana", sign.character): sign.character for script in KanaScript for sign in kana_signs(script)
    }
    shown: set[str] = set()
    for lesson in COURSE.lessons[:15]:
        drafts = [draft for _, draft in lesson.blocks]
        for draft in drafts:
            if isinstance(draft, KanaDraft):
                shown.update(sign for one in draft.kana_ids for sign in character_by_id[one])
        for draft in drafts:
            if isinstance(draft, WordDraft):
                assert set(words[draft.word_id]) <= shown, (lesson.title, words[draft.word_id])


def test_what_ships_keeps_the_rules_for_authors(words: dict[UUID, str]) -> None:
    for draft in DRAFTS:
        match draft:
            case QuizDraft():
                assert list(faults_of_quiz(draft, ())) == [], draft.prompt
            case TextDraft(markdown):
                assert list(check_markdown(markdown, 20_000, ())) == []
            case ExampleDraft(word_ids=word_ids):
                assert set(word_ids) <= words.keys(), draft.text
            case KanjiDraft(kanji_id):
                assert kanji_id in {seed_id("kanji", sign) for sign in "一二三十"}
            case _:
                pass


def test_the_catalogue_has_at_least_six_series_of_two_seasons() -> None:
    series = read_series(SERIES)

    assert len(series) >= 6
    assert all(len(one.seasons) >= 2 for one in series)
    assert len({one.title for one in series}) == len(series)


@pytest.mark.parametrize("episode", EPISODES, ids=lambda episode: episode.title)
def test_every_sentence_of_an_episode_is_whole_and_linked(episode: ShippedEpisode, words: dict[UUID, str]) -> None:
    assert len(episode.sentences) >= 3
    for sentence in episode.sentences:
        assert sentence.text.endswith(("。", "？")), sentence.text
        assert sentence.translation[-1] in ".?!”", sentence.translation
        assert not any("\u4e00" <= sign <= "\u9fff" for sign in sentence.reading), sentence.reading
        assert sentence.word_ids
        assert set(sentence.word_ids) <= words.keys(), sentence.text


async def test_seeding_twice_changes_nothing_and_a_learner_can_begin(courses: SubgraphUnderTest) -> None:
    settings, transactions = ContentSettings(), courses.subgraph.transactions
    for _ in range(2):
        await seed_courses(transactions, settings, report_nothing)
        await seed_series(transactions, settings, report_nothing)
    query = """{
        courses { edges { node { id title version owner { id } lessonCount lessons { id position isLocked } } } }
        seriesList(first: 10) { totalCount edges { node { seasons { episodes { wordCount } } } } }
    }"""

    data = await courses.data(query, caller=AIKO)

    (course,) = [edge["node"] for edge in data["courses"]["edges"]]
    assert (course["version"], course["lessonCount"]) == (1, 20)
    assert course["owner"] == {"id": str(seed_id("user", 12))}
    assert data["seriesList"]["totalCount"] == 6
    await done(courses, "enrollInCourse", "enrollment { version }", AIKO, courseId=course["id"])
    first, second = course["lessons"][:2]
    assert (first["isLocked"], second["isLocked"]) == (False, True)
    await done(courses, "startLesson", "lesson { progress { startedAt } }", AIKO, lessonId=first["id"])
