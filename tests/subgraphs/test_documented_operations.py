"""The operations shown to frontend teams are operations of the API."""

import re
from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema, parse, validate

ROOT = Path(__file__).parents[2]
PAGES = (
    *("captures", "statistics"),
    *("accounts", "people", "content-courses", "content-series", "learning", "progress", "notifications"),
    "learning-cards",
    "scheduling",
    "syllabi",
    "import-export",
    *("achievements", "leaderboards", "challenges"),
    *("study-sessions", "tests"),
)


@pytest.fixture(scope="module")
def api_schema() -> GraphQLSchema:
    return build_schema((ROOT / "schema" / "api.graphql").read_text())


@pytest.mark.parametrize("page", PAGES)
def test_every_operation_of_a_page_is_valid(page: str, api_schema: GraphQLSchema) -> None:
    text = (ROOT / "docs" / f"{page}.md").read_text()
    operations = re.findall(r"```graphql\n(.*?)```", text, re.DOTALL)
    assert operations
    for operation in operations:
        assert validate(api_schema, parse(operation)) == [], operation
