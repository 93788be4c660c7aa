import json
import re
from pathlib import Path

import pytest

from subgraphs.content.seeding.packs import JAPANESE, SEED_FOLDER, load_pack
from subgraphs.shared.ids import seed_id
from tests.support.subgraphs import SubgraphUnderTest

DOCUMENT = (Path(__file__).parents[3] / "docs/content.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```graphql\n(.*?)```\n\n```json\n(.*?)```", DOCUMENT, re.DOTALL)


@pytest.mark.parametrize(("query", "answer"), EXAMPLES)
async def test_an_example_answers_as_the_document_says(content: SubgraphUnderTest, query: str, answer: str) -> None:
    assert await content.execute(query) == json.loads(answer)


def test_every_query_of_the_document_has_its_answer() -> None:
    assert len(EXAMPLES) == DOCUMENT.count("```graphql") > 5


def test_the_document_counts_what_there_is() -> None:
    seed = load_pack(SEED_FOLDER / JAPANESE)
    homographs = [word for word in seed.words if word["homograph"] > 1]

    for count in (len(seed.kanji), len(seed.words), len(seed.sentences), len(homographs)):
        assert f"{count:,} " in DOCUMENT


def test_the_id_in_the_document_is_made_as_it_says() -> None:
    assert str(seed_id("kanji", "猫")) in DOCUMENT
