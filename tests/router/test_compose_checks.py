import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from router.__main__ import app
from router.supergraph.load import load_supergraph

OLD = "type Query { book: Book } type Book { id: ID! title: String }"
NEW = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
type Query { book: Book }
type Book @key(fields: "id") { id: ID! pages: Int }
"""
CONFIG = "subgraphs: {books: {routing_url: http://127.0.0.1:4001/graphql, schema: {file: books.graphql}}}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "books.graphql").write_text(NEW)
    (tmp_path / "supergraph.yaml").write_text(CONFIG)
    (tmp_path / "published.graphql").write_text(OLD)
    (tmp_path / "operations").mkdir()
    return tmp_path


def compose(folder: Path, *arguments: str) -> Result:
    paths = [str(folder / found) if (folder / found).exists() else found for found in arguments]
    return CliRunner().invoke(app, ["compose", "--config", str(folder / "supergraph.yaml"), *paths])


def test_a_breaking_change_is_reported_and_fails(folder: Path) -> None:
    result = compose(folder, "--check-against", "published.graphql")
    assert result.exit_code == 1
    assert "FIELD_REMOVED Book.title" in result.stdout
    assert "FIELD_ADDED Book.pages" in result.stdout


def test_a_check_can_be_read_by_machines(folder: Path) -> None:
    (folder / "operations" / "book.graphql").write_text("query Titles { book { title } } query Ids { book { id } }")
    arguments = ("--check-against", "published.graphql", "--operations", "operations", "--format", "json")
    result = compose(folder, *arguments)
    document = json.loads(result.stdout)
    assert result.exit_code == 1
    assert document["failed"] is True
    assert [found["name"] for found in document["operations"]["broken"]] == ["Titles"]
    assert document["changes"][0]["operations"][0]["file"] == "book.graphql"


def test_a_breaking_change_that_breaks_no_operation_passes(folder: Path) -> None:
    (folder / "operations" / "book.graphql").write_text("{ book { id } }")
    result = compose(folder, "--check-against", "published.graphql", "--operations", "operations")
    assert result.exit_code == 0
    assert "The changes break 0 of 1 operations" in result.stdout


def test_a_supergraph_is_the_same_as_itself(folder: Path) -> None:
    assert compose(folder, "--output", str(folder / "supergraph.graphql")).exit_code == 0
    result = compose(folder, "--check-against", "supergraph.graphql")
    assert (result.exit_code, result.stdout) == (0, "The API schema is the same.\n")


def test_a_check_writes_the_supergraph_where_it_is_told_to(folder: Path) -> None:
    compose(folder, "--check-against", "published.graphql", "--output", str(folder / "new.graphql"))
    assert "join__Graph" in (folder / "new.graphql").read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--operations", "operations"), "give both"),
        (("--check-against", "missing.graphql"), "Cannot read missing.graphql"),
        (("--check-against", "published.graphql", "--operations", "operations"), "holds no operations"),
        (("--check-against", "published.graphql", "--operations", "books.graphql"), "is not a folder"),
    ],
)
def test_what_cannot_be_checked_is_said_in_a_line(folder: Path, arguments: tuple[str, ...], message: str) -> None:
    result = compose(folder, *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_what_is_no_schema_is_refused(folder: Path) -> None:
    (folder / "published.graphql").write_text("not a schema")
    result = compose(folder, "--check-against", "published.graphql")
    assert (result.exit_code, "neither a supergraph nor an API schema" in result.stderr) == (1, True)


def test_hints_are_shown_from_the_level_asked_for(folder: Path) -> None:
    (folder / "books.graphql").write_text("type Query { x: Int } enum Unused { A }")
    assert compose(folder).stderr == ""
    assert "debug UNUSED_ENUM_TYPE" in compose(folder, "--hints", "debug").stderr
    assert "UNUSED_ENUM_TYPE" in compose(folder, "--format", "json").stderr
    assert compose(folder, "--format", "json", "--hints", "none").stderr == ""


TAGGED = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@tag"])
type Query { open: Int @tag(name: "public") both: Int @tag(name: "public") @tag(name: "internal") closed: Int }
"""


@pytest.mark.parametrize(
    "terms",
    [
        ("--contract", "include=public", "exclude=internal"),
        ("--contract", "include=public", "--contract", "exclude=internal"),
        ("--contract", "include=public exclude=internal"),
    ],
)
def test_a_contract_is_written_in_place_of_the_whole(folder: Path, terms: tuple[str, ...]) -> None:
    (folder / "books.graphql").write_text(TAGGED)
    result = compose(folder, *terms)
    assert result.exit_code == 0
    assert set(load_supergraph(result.stdout).api_schema.query_type.fields) == {"open"}  # type: ignore[union-attr]


def test_a_contract_that_holds_nothing_fails(folder: Path) -> None:
    result = compose(folder, "--contract", "include=nothing")
    assert result.exit_code == 1
    assert "QUERY_ROOT_TYPE_INACCESSIBLE" in result.stderr


def test_terms_without_a_contract_are_refused(folder: Path) -> None:
    result = compose(folder, "include=public")
    assert (result.exit_code, "follow --contract" in result.stderr) == (2, True)
