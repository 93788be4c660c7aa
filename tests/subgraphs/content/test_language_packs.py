"""Another language comes as data alone."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from subgraphs.content.app import CONTENT
from subgraphs.content.errors import BadLanguagePack
from subgraphs.content.seeding.packs import load_pack, pack_folders
from subgraphs.content.service.study_seed import seed_packs
from subgraphs.shared.ids import seed_id
from tests.subgraphs.content.packs import write_pack
from tests.support.subgraphs import SubgraphUnderTest, subgraph_under_test

WORDS: list[dict[str, Any]] = [
    {
        "text": "gato",
        "meanings": ["cat"],
        "level": "A1",
        "frequency": 1,
        "sentences": [0],
        "senses": [{"meanings": ["cat"], "partsOfSpeech": ["NOUN"]}],
        "translations": {"fr": ["chat"]},
    },
    {"text": "corazón", "meanings": ["heart"], "level": "A2", "romaji": "corazon"},
]
SENTENCES = [
    {
        "text": "El gato duerme.",
        "translation": "The cat sleeps.",
        "level": "A1",
        "tokens": [["El", "", "", "DETERMINER"], [" gato", "gato", "", "NOUN", 0], [" duerme.", "dormir", "", "VERB"]],
        "translations": {"fr": {"translation": ["Le chat dort."]}},
    }
]
GRAMMAR = [
    {
        "slug": "ser-estar",
        "pattern": "ser / estar",
        "meaning": "to be",
        "formation": ["ser + noun"],
        "explanation": "Two verbs for what English calls to be.",
        "examples": [{"text": "Soy médico.", "translation": "I am a doctor."}],
        "level": "A1",
    }
]
JAPANESE_WORDS: list[dict[str, Any]] = [
    {"text": "猫", "reading": "ねこ", "romaji": "neko", "meanings": ["cat"], "level": "N5"}
]


@pytest.fixture
async def spanish(tmp_path: Path) -> AsyncIterator[SubgraphUnderTest]:
    """Content with a little Japanese and a little Spanish."""
    folders = [
        write_pack(tmp_path / "ja", "ja", "JLPT", words=JAPANESE_WORDS),
        write_pack(tmp_path / "es", "es", "CEFR", words=WORDS, sentences=SENTENCES, grammar=GRAMMAR),
    ]

    async def seed(transactions: Any, _settings: Any, report: Any) -> None:
        await seed_packs(transactions, folders, report)

    async with subgraph_under_test(replace(CONTENT, seed=seed), tmp_path) as content:
        await content.subgraph.seed()
        yield content


async def test_words_of_another_language_are_listed_found_and_told_apart(spanish: SubgraphUnderTest) -> None:
    data = await spanish.data(
        """{
            listed: words(filter: { language: "es" }) { edges { node { id text } } }
            found: searchWords(query: "GATO") { edges { node {
                language text reading romaji level proficiency { scale name } partsOfSpeech
                localizedMeanings(locale: "fr") { texts }
            } } }
            accented: searchWords(query: "corazon") { edges { node { text } } }
            both: searchWords(query: "cat") { edges { node { language } } }
        }"""
    )

    assert data["listed"]["edges"] == [
        {"node": {"id": str(seed_id("word", "es|gato|gato")), "text": "gato"}},
        {"node": {"id": str(seed_id("word", "es|corazón|corazón")), "text": "corazón"}},
    ]
    assert [edge["node"] for edge in data["found"]["edges"]] == [
        {
            "language": "es",
            "text": "gato",
            "reading": "gato",
            "romaji": "gato",
            "level": "UNLISTED",
            "proficiency": {"scale": "CEFR", "name": "A1"},
            "partsOfSpeech": ["NOUN"],
            "localizedMeanings": {"texts": ["chat"]},
        }
    ]
    assert data["accented"]["edges"] == [{"node": {"text": "corazón"}}]
    assert {edge["node"]["language"] for edge in data["both"]["edges"]} == {"ja", "es"}


async def test_a_level_of_another_scale_is_asked_for_with_its_scale(spanish: SubgraphUnderTest) -> None:
    data = await spanish.data(
        """{
            a1: words(filter: { proficiency: { scale: "CEFR", name: "A1" } }) { totalCount }
            other: words(filter: { proficiency: { scale: "HSK", name: "A1" } }) { totalCount }
            grammar: grammarPoints(filter: { proficiency: { scale: "CEFR", name: "A1" } }) { edges { node { slug } } }
        }"""
    )

    assert data == {
        "a1": {"totalCount": 1},
        "other": {"totalCount": 0},
        "grammar": {"edges": [{"node": {"slug": "ser-estar"}}]},
    }


async def test_asking_for_both_kinds_of_level_is_refused(spanish: SubgraphUnderTest) -> None:
    answer = await spanish.execute(
        '{ words(filter: { level: N5, proficiency: { scale: "JLPT", name: "N5" } }) { totalCount } }'
    )

    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_tokens_of_another_language_lead_to_its_words(spanish: SubgraphUnderTest) -> None:
    data = await spanish.data(
        """{ sentences(filter: { language: "es" }) { edges { node {
            tokens { surface dictionaryForm word { language text } }
            localizedTranslation(locale: "fr") { text }
        } } } }"""
    )
    (edge,) = data["sentences"]["edges"]

    assert edge["node"]["tokens"][1] == {
        "surface": " gato",
        "dictionaryForm": "gato",
        "word": {"language": "es", "text": "gato"},
    }
    assert edge["node"]["localizedTranslation"] == {"text": "Le chat dort."}


def test_the_packs_of_an_operator_come_behind_what_ships(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    folders = [write_pack(tmp_path / name, name) for name in ("ko", "es")]

    assert [folder.name for folder in pack_folders(tmp_path)] == ["ja", *sorted(folder.name for folder in folders)]
    assert [folder.name for folder in pack_folders(None)] == ["ja"]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ([{"text": "gato"}], 'words.jsonl, line 1: there is no "meanings"'),
        ([{"text": "gato", "meanings": ["cat"]}, {"meanings": ["dog"]}], 'line 2: there is no "text"'),
        ([{"text": "gato", "meanings": ["cat"], "level": "Z9"}], "line 1: 'Z9' is no level of no scale"),
    ],
)
def test_a_pack_that_cannot_be_read_says_where(tmp_path: Path, words: list[dict[str, Any]], complaint: str) -> None:
    folder = write_pack(tmp_path / "es", "es", words=words)

    with pytest.raises(BadLanguagePack, match=complaint):
        load_pack(folder)


@pytest.mark.parametrize("manifest", ["", "{}", "[]", '{"language": 1}'])
def test_a_pack_has_a_manifest_that_names_its_language(tmp_path: Path, manifest: str) -> None:
    (tmp_path / "manifest.json").write_text(manifest)

    with pytest.raises(BadLanguagePack, match=r"manifest\.json"):
        load_pack(tmp_path)


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "es", "es")
    (folder / "words.jsonl").write_text("{\n")

    with pytest.raises(BadLanguagePack, match=r"words\.jsonl, line 1"):
        load_pack(folder)
