from typing import Any
from uuid import uuid4

import pytest

from subgraphs.content.models.organizations import OrganizationRole
from subgraphs.shared.database import count_statements
from tests.subgraphs.content.authoring import (
    AIKO,
    BEN,
    CAT,
    HANA,
    KEN,
    SCHOOL,
    done,
    error_code,
    join,
    refusals,
)
from tests.support.subgraphs import SubgraphUnderTest

SENTENCE = {"text": "猫です。", "translation": "It is a cat.", "speaker": "Mio", "atSeconds": 12, "wordIds": [str(CAT)]}


async def revision_of(courses: SubgraphUnderTest, series_id: str) -> int:
    document = "query ($id: ID!) { series(id: $id) { revision } }"
    revision: int = (await courses.data(document, {"id": series_id}, caller=HANA))["series"]["revision"]
    return revision


async def series_with_episode(courses: SubgraphUnderTest, is_out: bool = True, **fields: Any) -> tuple[str, str, str]:
    """The ids of a series, its season and its episode."""
    wanted = {"title": "The Cat of Platform 3", "language": "ja", **fields}
    made = await done(courses, "createSeries", "series { id }", HANA, **wanted)
    series_id = made["series"]["id"]
    season = {"seriesId": series_id, "revision": 1, "number": 1, "title": "Spring"}
    added = await done(courses, "addSeason", "series { seasons { id } }", HANA, **season)
    season_id = added["series"]["seasons"][0]["id"]
    episode = {"seasonId": season_id, "revision": 2, "number": 1, "title": "Arrival", "seconds": 1_000}
    language = {"wordIds": [str(CAT)], "sentences": [SENTENCE]}
    filmed = await done(courses, "addEpisode", "episode { id }", HANA, **episode, **language)
    if is_out:
        await done(courses, "publishSeries", "series { id }", HANA, seriesId=series_id, revision=3)
    return series_id, season_id, filmed["episode"]["id"]


async def test_a_series_is_read_with_its_words_and_sentences(courses: SubgraphUnderTest) -> None:
    series_id, _, _ = await series_with_episode(courses, level="BEGINNER", genres=["mystery"])

    data = await courses.data(
        """query ($id: ID!) { series(id: $id) { title level genres owner { id } seasons { number title episodes {
            number seconds wordCount vocabulary { isKnown word { text } }
            sentences { text reading translation speaker atSeconds words { text } }
            season { number } series { title }
        } } } }""",
        {"id": series_id},
    )

    assert data["series"] == {
        "title": "The Cat of Platform 3",
        "level": "BEGINNER",
        "genres": ["mystery"],
        "owner": {"id": str(HANA.user_id)},
        "seasons": [
            {
                "number": 1,
                "title": "Spring",
                "episodes": [
                    {
                        "number": 1,
                        "seconds": 1_000,
                        "wordCount": 1,
                        "vocabulary": [{"isKnown": None, "word": {"text": "猫"}}],
                        "sentences": [
                            {
                                "text": "猫です。",
                                "reading": None,
                                "translation": "It is a cat.",
                                "speaker": "Mio",
                                "atSeconds": 12,
                                "words": [{"text": "猫"}],
                            }
                        ],
                        "season": {"number": 1},
                        "series": {"title": "The Cat of Platform 3"},
                    }
                ],
            }
        ],
    }


async def test_a_series_that_is_not_out_is_its_authors_alone(courses: SubgraphUnderTest) -> None:
    series_id, _, episode_id = await series_with_episode(courses, is_out=False)
    seen = "query ($id: ID!, $episode: ID!) { series(id: $id) { title } episode(id: $episode) { title } }"
    ids = {"id": series_id, "episode": episode_id}
    hidden = {"series": None, "episode": None}

    assert await courses.data(seen, ids, caller=KEN) == hidden
    assert (await courses.data(seen, ids, caller=HANA))["episode"] == {"title": "Arrival"}
    progress = {"episodeId": episode_id, "positionSeconds": 5}
    assert await error_code(courses, "recordEpisodeProgress", AIKO, **progress) == "NOT_FOUND"
    assert await error_code(courses, "deleteSeries", KEN, seriesId=series_id) == "NOT_FOUND"


async def test_an_organizations_series_is_for_its_members(courses: SubgraphUnderTest) -> None:
    await join(courses, HANA, OrganizationRole.TUTOR)
    await join(courses, AIKO, OrganizationRole.MEMBER)
    await series_with_episode(courses, organizationId=str(SCHOOL))
    listed = "{ seriesList { totalCount edges { node { organization { id } } } } }"

    inside = await courses.data(listed, caller=AIKO)
    outside = await courses.data(listed, caller=BEN)

    assert inside["seriesList"]["edges"] == [{"node": {"organization": {"id": str(SCHOOL)}}}]
    assert outside["seriesList"] == {"totalCount": 0, "edges": []}


@pytest.mark.parametrize(
    ("mutation", "fields", "refused"),
    [
        ("createSeries", {"title": "", "language": "ja"}, ("TEXT_IS_EMPTY", "input.title")),
        ("createSeries", {"title": "x", "language": "?"}, ("LANGUAGE_IS_UNKNOWN", "input.language")),
        ("createSeries", {"title": "x", "language": "ja", "genres": ["a"] * 11}, ("TOO_MANY", "input.genres")),
        ("markWords", {"wordIds": []}, ("TOO_MANY", "input.wordIds")),
        ("markWords", {"wordIds": [str(uuid4())]}, ("ITEM_IS_UNKNOWN", "input.wordIds")),
    ],
)
async def test_what_cannot_be_is_refused(
    courses: SubgraphUnderTest, mutation: str, fields: dict[str, Any], refused: tuple[str, str]
) -> None:
    assert await refusals(courses, mutation, HANA, **fields) == [refused]


async def test_numbers_are_taken_once(courses: SubgraphUnderTest) -> None:
    series_id, season_id, _ = await series_with_episode(courses)
    here = {"revision": await revision_of(courses, series_id), "number": 1, "title": "Again"}

    assert await refusals(courses, "addSeason", HANA, seriesId=series_id, **here) == [
        ("NUMBER_IS_TAKEN", "input.number")
    ]
    assert await refusals(courses, "addEpisode", HANA, seasonId=season_id, seconds=5, **here) == [
        ("NUMBER_IS_TAKEN", "input.number")
    ]


async def test_two_authors_do_not_write_over_each_other(courses: SubgraphUnderTest) -> None:
    series_id, _, episode_id = await series_with_episode(courses)
    fields = {"revision": 1, "title": "Other"}
    stale = [("REVISION_IS_STALE", "input.revision")]

    assert await refusals(courses, "updateSeries", HANA, seriesId=series_id, **fields) == stale
    assert await refusals(courses, "updateEpisode", HANA, episodeId=episode_id, **fields) == stale
    assert await error_code(courses, "updateSeries", KEN, seriesId=series_id, **fields) == "FORBIDDEN"


async def test_an_episode_is_written_again_and_announced(courses: SubgraphUnderTest) -> None:
    series_id, _, episode_id = await series_with_episode(courses)
    revision = await revision_of(courses, series_id)
    fields = {"episodeId": episode_id, "revision": revision, "title": "Return", "wordIds": []}

    await done(courses, "updateEpisode", "episode { title }", HANA, **fields)
    await done(courses, "removeEpisode", "series { id }", HANA, episodeId=episode_id, revision=revision + 1)

    events = await courses.announced()
    assert [event.event_type for event in events] == [
        *("SeriesPublished", "EpisodePublished", "EpisodePublished", "EpisodeRemoved")
    ]
    assert events[1].data["wordIds"] == [str(CAT)]
    assert (events[2].data["title"], events[2].data["wordIds"]) == ("Return", [])


async def test_a_deleted_series_is_gone_until_it_is_restored(courses: SubgraphUnderTest) -> None:
    series_id, _, _ = await series_with_episode(courses)
    listed = "{ seriesList { totalCount } }"

    await done(courses, "deleteSeries", "series { id }", HANA, seriesId=series_id)
    gone = await courses.data(listed)
    mine = await courses.data("{ authoredSeries(isDeleted: true) { totalCount } }", caller=HANA)
    await done(courses, "restoreSeries", "series { id }", HANA, seriesId=series_id)

    assert gone["seriesList"]["totalCount"] == 0
    assert mine["authoredSeries"]["totalCount"] == 1
    assert (await courses.data(listed))["seriesList"]["totalCount"] == 1


@pytest.mark.parametrize(("position", "is_watched"), [(899, False), (900, True), (1_000, True)])
async def test_near_its_end_an_episode_has_been_watched(
    courses: SubgraphUnderTest, position: int, is_watched: bool
) -> None:
    _, _, episode_id = await series_with_episode(courses)
    selection = "episode { progress { positionSeconds watchedAt } }"

    fields = {"episodeId": episode_id, "positionSeconds": position}
    payload = await done(courses, "recordEpisodeProgress", selection, AIKO, **fields)

    at = "2026-03-02T09:00:00Z" if is_watched else None
    assert payload["episode"]["progress"] == {"positionSeconds": position, "watchedAt": at}


async def test_what_was_watched_once_stays_watched(courses: SubgraphUnderTest) -> None:
    _, _, episode_id = await series_with_episode(courses)
    selection = "episode { progress { positionSeconds watchedAt } }"
    here = {"episodeId": episode_id}

    await done(courses, "recordEpisodeProgress", selection, AIKO, **here, positionSeconds=10, isWatched=True)
    again = await done(courses, "recordEpisodeProgress", selection, AIKO, **here, positionSeconds=20)
    listed = "{ watchedEpisodes { edges { node { positionSeconds episode { title } } } } }"

    assert again["episode"]["progress"] == {"positionSeconds": 20, "watchedAt": "2026-03-02T09:00:00Z"}
    assert [event.event_type for event in await courses.announced()].count("EpisodeWatched") == 1
    assert (await courses.data(listed, caller=AIKO))["watchedEpisodes"]["edges"] == [
        {"node": {"positionSeconds": 20, "episode": {"title": "Arrival"}}}
    ]
    assert (await courses.data(listed, caller=BEN))["watchedEpisodes"]["edges"] == []
    assert await refusals(courses, "recordEpisodeProgress", AIKO, **here, positionSeconds=1_001) == [
        ("OUT_OF_RANGE", "input.positionSeconds")
    ]


async def test_a_known_word_is_known_wherever_it_stands(courses: SubgraphUnderTest) -> None:
    _, _, one = await series_with_episode(courses)
    _, _, two = await series_with_episode(courses)
    seen = """query ($one: ID!, $two: ID!) {
        one: episode(id: $one) { knownWordCount vocabulary { isKnown } } two: episode(id: $two) { knownWordCount } }"""

    for _ in range(2):
        known = await done(courses, "markWords", "knownWordCount", AIKO, wordIds=[str(CAT)])
    mine = await courses.data(seen, {"one": one, "two": two}, caller=AIKO)
    others = await courses.data(seen, {"one": one, "two": two}, caller=BEN)
    forgotten = await done(courses, "markWords", "knownWordCount", AIKO, wordIds=[str(CAT)], isKnown=False)

    assert known["knownWordCount"] == 1
    assert mine == {"one": {"knownWordCount": 1, "vocabulary": [{"isKnown": True}]}, "two": {"knownWordCount": 1}}
    assert others["one"] == {"knownWordCount": 0, "vocabulary": [{"isKnown": False}]}
    assert forgotten["knownWordCount"] == 0


async def test_a_page_of_series_costs_as_many_statements_as_one(courses: SubgraphUnderTest) -> None:
    for _ in range(3):
        _, _, episode_id = await series_with_episode(courses)
        await done(courses, "createComment", "comment { id }", AIKO, episodeId=episode_id, text="Nice.")
    query = """query ($first: Int) { seriesList(first: $first) { edges { node { seasons { episodes {
        progress { watchedAt } knownWordCount vocabulary { word { text } } sentences { words { text } }
        comments { totalCount edges { node { text replies { edges { node { id } } } } } }
    } } } } } }"""

    with count_statements() as one:
        await courses.data(query, {"first": 1}, caller=AIKO)
    with count_statements() as three:
        await courses.data(query, {"first": 3}, caller=AIKO)

    # list, views, seasons, episodes, words, known ones, sentences, the words themselves twice, comments, count, replies
    assert len(one) == len(three) <= 12


async def test_episodes_and_series_are_resolved_in_batches(courses: SubgraphUnderTest) -> None:
    found = [await series_with_episode(courses) for _ in range(3)]
    representations = [{"__typename": "Series", "id": one} for one, _, _ in found]
    representations += [{"__typename": "Episode", "id": one} for _, _, one in found]

    with count_statements() as log:
        answer = await courses.entities(representations, "... on Series { title } ... on Episode { number }")

    assert answer["data"]["_entities"][2:4] == [{"title": "The Cat of Platform 3"}, {"number": 1}]
    assert len(log) == 2
