"""What authors say of courses and series in other languages."""

from typing import Any

import pytest
from sqlalchemy import func, select

from subgraphs.content.models.organizations import OrganizationRole
from subgraphs.content.models.translations import TranslationRow
from subgraphs.content.service.authored_content import TRANSLATIONS, read_translations
from subgraphs.content.service.text_rules import LONGEST_NOTE, LONGEST_SUMMARY, LONGEST_TITLE
from subgraphs.shared.client import Client
from subgraphs.shared.database import count_statements
from subgraphs.shared.ids import seed_id
from tests.subgraphs.content.authoring import (
    AIKO,
    HANA,
    KEN,
    SCHOOL,
    Place,
    add_lesson,
    begin_course,
    content_at,
    done,
    draft_of,
    error_code,
    join,
    published_course,
    refusals,
    revision_of,
    submit,
)
from tests.subgraphs.content.test_leaving_content import erase
from tests.subgraphs.content.test_series import revision_of as series_revision_of
from tests.subgraphs.content.test_series import series_with_episode
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

TEXT = "{ locale isFallback text }"
COURSE_TEXTS = f"localizedTitle(locale: $locale) {TEXT} localizedSummary(locale: $locale) {TEXT}"


def said(text: str, locale: str = "fr") -> dict[str, Any]:
    return {"locale": locale, "isFallback": False, "text": text}


def fallen_back(text: str) -> dict[str, Any]:
    return {"locale": "en", "isFallback": True, "text": text}


async def course_in(courses: SubgraphUnderTest, course_id: str, locale: str = "fr") -> dict[str, Any]:
    document = f"query ($id: ID!, $locale: String) {{ course(id: $id) {{ {COURSE_TEXTS} }} }}"
    data = await courses.data(document, {"id": course_id, "locale": locale}, caller=AIKO)
    found: dict[str, Any] = data["course"]
    return found


async def translate_course(courses: SubgraphUnderTest, course_id: str, locale: str = "fr", **texts: Any) -> Any:
    revision = await revision_of(courses, course_id)
    here = {"courseId": course_id, "revision": revision, "locale": locale}
    return await done(courses, "translateCourse", "course { draft { state revision } }", HANA, **here, **texts)


async def count_translations(courses: SubgraphUnderTest) -> int:
    async with courses.subgraph.database.read() as session:
        return (await session.execute(select(func.count()).select_from(TranslationRow))).scalar_one()


async def test_learners_read_a_published_course_in_their_language_at_once(courses: SubgraphUnderTest) -> None:
    course_id, _ = await published_course(courses)
    revision = await revision_of(courses, course_id)

    payload = await translate_course(courses, course_id, title="Les chats")

    assert payload["course"]["draft"] == {"state": "PUBLISHED", "revision": revision + 1}
    found = await course_in(courses, course_id, "fr-CA")
    assert found["localizedTitle"] == said("Les chats")
    assert found["localizedSummary"] == fallen_back("")
    assert (await course_in(courses, course_id, "de"))["localizedTitle"]["isFallback"]


async def test_a_description_is_translated_as_the_header_asks(courses: SubgraphUnderTest) -> None:
    course_id, _ = await published_course(courses)
    await translate_course(courses, course_id, "PT-br", description="Tudo sobre **gatos**.")
    document = f"query ($id: ID!) {{ course(id: $id) {{ localizedDescription {TEXT} }} }}"

    data = await courses.data(document, {"id": course_id}, client=Client(languages="pt-BR, fr;q=0.5"))

    assert data["course"]["localizedDescription"] == said("Tudo sobre **gatos**.", "pt-br")


async def test_null_takes_one_text_back_and_leaves_the_others(courses: SubgraphUnderTest) -> None:
    course_id, _ = await published_course(courses)
    title = (await draft_of(courses, course_id))["title"]
    await translate_course(courses, course_id, title="Les chat", summary="Tout sur eux")
    await translate_course(courses, course_id, title="Les chats")
    assert (await course_in(courses, course_id))["localizedTitle"] == said("Les chats")

    await translate_course(courses, course_id, title=None)

    found = await course_in(courses, course_id)
    assert found == {"localizedTitle": fallen_back(title), "localizedSummary": said("Tout sur eux")}


async def test_a_lesson_is_translated_in_the_draft_and_in_every_version(courses: SubgraphUnderTest) -> None:
    course_id, (lesson,) = await published_course(courses)
    (draft,) = (await draft_of(courses, course_id))["lessons"]
    here = {"lessonId": lesson["id"], "revision": draft["revision"], "locale": "fr"}
    selection = f'lesson {{ revision localizedTitle(locale: "fr") {TEXT} }}'

    payload = await done(courses, "translateLesson", selection, HANA, **here, title="Un", summary="Le début")

    assert payload["lesson"] == {"revision": draft["revision"] + 1, "localizedTitle": said("Un")}
    document = f"query ($id: ID!, $locale: String) {{ lesson(id: $id) {{ {COURSE_TEXTS} }} }}"
    data = await courses.data(document, {"id": lesson["id"], "locale": "fr"}, caller=AIKO)
    assert data["lesson"] == {"localizedTitle": said("Un"), "localizedSummary": said("Le début")}
    assert await refusals(courses, "translateLesson", HANA, **here, title="1") == [
        ("REVISION_IS_STALE", "input.revision")
    ]


async def test_a_series_and_its_episodes_are_translated(courses: SubgraphUnderTest) -> None:
    series_id, _, episode_id = await series_with_episode(courses)
    texts = f'localizedTitle(locale: "fr") {TEXT} localizedSynopsis(locale: "fr") {TEXT}'
    revision = await series_revision_of(courses, series_id)
    one = {"seriesId": series_id, "revision": revision, "locale": "fr", "title": "Le chat"}
    two = {"episodeId": episode_id, "revision": revision + 1, "locale": "fr", "synopsis": "Un chat arrive."}

    series = (await done(courses, "translateSeries", f"series {{ revision {texts} }}", HANA, **one))["series"]
    episode = (await done(courses, "translateEpisode", f"episode {{ {texts} }}", HANA, **two))["episode"]

    assert series["revision"] == revision + 1
    assert (series["localizedTitle"], series["localizedSynopsis"]) == (said("Le chat"), fallen_back(""))
    assert episode["localizedTitle"] == fallen_back("Arrival")
    assert episode["localizedSynopsis"] == said("Un chat arrive.")
    assert await refusals(courses, "translateSeries", HANA, **one) == [("REVISION_IS_STALE", "input.revision")]


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"locale": "%%"}, [("LANGUAGE_IS_UNKNOWN", "input.locale")]),
        ({"locale": "EN"}, [("LANGUAGE_IS_ITS_OWN", "input.locale")]),
        ({"title": " "}, [("TEXT_IS_EMPTY", "input.title")]),
        ({"title": "x" * (LONGEST_TITLE + 1)}, [("TEXT_IS_TOO_LONG", "input.title")]),
        ({"summary": "x" * (LONGEST_SUMMARY + 1)}, [("TEXT_IS_TOO_LONG", "input.summary")]),
        ({"description": "[x](javascript:y)"}, [("MARKDOWN_IS_UNSAFE", "input.description")]),
        ({"revision": 7}, [("REVISION_IS_STALE", "input.revision")]),
    ],
)
async def test_a_translation_obeys_the_rules_of_the_text(
    courses: SubgraphUnderTest, fields: dict[str, Any], refused: list[Any]
) -> None:
    course = await begin_course(courses)
    here = {"courseId": course["id"], "revision": 1, "locale": "fr"}

    assert await refusals(courses, "translateCourse", HANA, **{**here, **fields}) == refused
    assert await count_translations(courses) == 0


async def test_a_synopsis_in_another_language_is_no_longer_than_its_own(courses: SubgraphUnderTest) -> None:
    series_id, _, episode_id = await series_with_episode(courses)
    long = {"revision": 4, "locale": "fr", "synopsis": "x" * (LONGEST_NOTE + 1)}
    refused = [("TEXT_IS_TOO_LONG", "input.synopsis")]

    assert await refusals(courses, "translateSeries", HANA, seriesId=series_id, **long) == refused
    assert await refusals(courses, "translateEpisode", HANA, episodeId=episode_id, **long) == refused


async def test_only_so_many_languages_are_kept_for_one_record(tmp_path: Any) -> None:
    place = Place(tmp_path, f"sqlite+aiosqlite:///{tmp_path}/content.db")
    async with content_at(place, MovableClock(), most_locales=1) as courses:
        course = await begin_course(courses)
        await translate_course(courses, course["id"], "fr", title="Les chats")
        await translate_course(courses, course["id"], "fr", summary="Tout sur eux")
        german = {"courseId": course["id"], "revision": 3, "locale": "de", "title": "Katzen"}

        assert await refusals(courses, "translateCourse", HANA, **german) == [("TOO_MANY", "input.locale")]
        await translate_course(courses, course["id"], "fr", title=None, summary=None)
        await translate_course(courses, course["id"], "de", title="Katzen")


async def test_only_authors_translate(courses: SubgraphUnderTest) -> None:
    course_id, (lesson,) = await published_course(courses)
    series_id, _, episode_id = await series_with_episode(courses)
    records = {
        "translateCourse": {"courseId": course_id},
        "translateLesson": {"lessonId": lesson["id"]},
        "translateSeries": {"seriesId": series_id},
        "translateEpisode": {"episodeId": episode_id},
    }

    for mutation, record in records.items():
        fields = {**record, "revision": 1, "locale": "fr", "title": "Non"}
        assert await error_code(courses, mutation, KEN, **fields) == "FORBIDDEN"
        assert await error_code(courses, mutation, AIKO, **fields) == "FORBIDDEN"
        assert await error_code(courses, mutation, None, **fields) == "UNAUTHENTICATED"
    assert await count_translations(courses) == 0


async def test_a_draft_of_somebody_else_is_not_there_to_translate(courses: SubgraphUnderTest) -> None:
    course = await begin_course(courses)
    fields = {"courseId": course["id"], "revision": 1, "locale": "fr", "title": "Non"}

    assert await error_code(courses, "translateCourse", KEN, **fields) == "NOT_FOUND"


async def test_tutors_of_an_organization_translate_its_courses(courses: SubgraphUnderTest) -> None:
    await join(courses, HANA, OrganizationRole.TUTOR)
    await join(courses, KEN, OrganizationRole.TUTOR)
    course = await begin_course(courses, organizationId=str(SCHOOL))
    fields = {"courseId": course["id"], "revision": 1, "locale": "fr", "title": "Les chats"}

    payload = await done(courses, "translateCourse", f'course {{ localizedTitle(locale: "fr") {TEXT} }}', KEN, **fields)

    assert payload["course"]["localizedTitle"] == said("Les chats")


async def test_what_waits_for_a_review_is_not_translated(courses: SubgraphUnderTest) -> None:
    course = await begin_course(courses)
    await add_lesson(courses, course["id"])
    await submit(courses, course["id"])
    fields = {"courseId": course["id"], "revision": 2, "locale": "fr", "title": "Non"}

    payload = await refusals(courses, "translateCourse", HANA, **fields)

    assert [code for code, _ in payload] == ["COURSE_IS_LOCKED"]


async def test_many_translations_cost_one_statement(courses: SubgraphUnderTest) -> None:
    course = await begin_course(courses)
    for place in range(3):
        lesson = await add_lesson(courses, course["id"], title=str(place))
        fields = {"lessonId": lesson["id"], "revision": 1, "locale": "fr", "title": f"no {place}"}
        await done(courses, "translateLesson", "lesson { id }", HANA, **fields)
    plain = "query ($id: ID!) { course(id: $id) { draft { lessons { title summary } } } }"
    document = f"""query ($id: ID!, $locale: String = "fr") {{
        course(id: $id) {{ draft {{ lessons {{ {COURSE_TEXTS} }} }} }}
    }}"""

    with count_statements() as few:
        await courses.data(plain, {"id": course["id"]}, caller=HANA)
    with count_statements() as many:
        data = await courses.data(document, {"id": course["id"]}, caller=HANA)

    lessons = data["course"]["draft"]["lessons"]
    assert [lesson["localizedTitle"]["text"] for lesson in lessons] == ["no 0", "no 1", "no 2"]
    assert len(many) == len(few) + 1


async def test_translations_are_forgotten_with_what_they_translate(
    courses: SubgraphUnderTest, clock: MovableClock
) -> None:
    await translate_everything(courses)
    await courses.subgraph.jobs.drain()
    assert await count_translations(courses) == 4

    clock.now += courses.subgraph.settings.deleted_content_retention * 2
    await courses.subgraph.jobs.drain()

    assert await count_translations(courses) == 0


async def test_the_translations_of_an_episode_go_with_it(courses: SubgraphUnderTest) -> None:
    _, _, episode_id = await series_with_episode(courses)
    fields = {"episodeId": episode_id, "revision": 4, "locale": "fr", "title": "Arrivée"}
    await done(courses, "translateEpisode", "episode { id }", HANA, **fields)

    await done(courses, "removeEpisode", "series { id }", HANA, episodeId=episode_id, revision=5)

    assert await count_translations(courses) == 0


async def test_translations_of_what_was_published_stay_when_its_author_leaves(courses: SubgraphUnderTest) -> None:
    course_id, _ = await published_course(courses)
    await translate_course(courses, course_id, title="Les chats")

    await erase(courses, HANA)

    assert (await course_in(courses, course_id))["localizedTitle"] == said("Les chats")


async def test_translations_of_drafts_go_with_their_author(courses: SubgraphUnderTest) -> None:
    await translate_everything(courses, is_deleted=False)
    assert await count_translations(courses) == 4

    await erase(courses, HANA)

    assert await count_translations(courses) == 0


async def translate_everything(courses: SubgraphUnderTest, is_deleted: bool = True) -> None:
    """A translation each of a course, a lesson, a series and an episode that nobody but Hana has seen."""
    course = await begin_course(courses)
    lesson = await add_lesson(courses, course["id"])
    series_id, _, episode_id = await series_with_episode(courses, is_out=False)
    french = {"locale": "fr", "title": "Oui"}
    await translate_course(courses, course["id"], title="Oui")
    await done(courses, "translateLesson", "lesson { id }", HANA, lessonId=lesson["id"], revision=1, **french)
    await done(courses, "translateSeries", "series { id }", HANA, seriesId=series_id, revision=3, **french)
    await done(courses, "translateEpisode", "episode { id }", HANA, episodeId=episode_id, revision=4, **french)
    if is_deleted:
        await done(courses, "deleteCourse", "course { id }", HANA, courseId=course["id"])
        await done(courses, "deleteSeries", "series { id }", HANA, seriesId=series_id)


async def test_what_ships_is_there_in_french_german_and_spanish(content: SubgraphUnderTest) -> None:
    document = f"""query ($id: ID!, $locale: String) {{
        course(id: $id) {{ {COURSE_TEXTS} }}
        seriesList(first: 10) {{ edges {{ node {{
            localizedTitle(locale: $locale) {TEXT} localizedSynopsis(locale: $locale) {TEXT}
        }} }} }}
    }}"""
    titles = set()
    for locale in ("fr", "de", "es"):
        variables = {"id": str(seed_id("course", "kana-to-100-words")), "locale": locale}
        data = await content.data(document, variables)
        found = [data["course"], *(edge["node"] for edge in data["seriesList"]["edges"])]
        assert {text["locale"] for one in found for text in one.values()} == {locale}
        titles |= {one["localizedTitle"]["text"] for one in found}
    assert len(titles) == 21


def test_what_ships_obeys_the_rules_of_translations() -> None:
    longest = {"title": LONGEST_TITLE, "summary": LONGEST_SUMMARY, "synopsis": LONGEST_NOTE}
    for one in read_translations(TRANSLATIONS):
        assert all(0 < len(text) <= longest[name] for name, text in one.texts.items()), one
