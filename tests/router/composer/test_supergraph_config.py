from collections.abc import Callable
from pathlib import Path

import pytest

from router.composer.supergraph_config import compose_config, read_supergraph_config
from router.errors import SubgraphError


class NoAnswer(SubgraphError):
    code = "SUBGRAPH_REQUEST_FAILED"


def _answer_nobody(url: str) -> str:
    raise NoAnswer(f"{url} refused the connection.", "unknown")


def _config(folder: Path, text: str) -> Path:
    path = folder / "supergraph.yaml"
    path.write_text(text)
    return path


def _messages(folder: Path, text: str, fetch_sdl: Callable[[str], str] = _answer_nobody) -> list[str]:
    result = compose_config(_config(folder, text), fetch_sdl)
    return [error.message for error in result.errors]


def test_schemas_are_read_from_files_beside_the_config_inline_and_from_servers(tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "a.graphql").write_text("type Query { a: Int }")
    path = _config(
        tmp_path,
        """
        federation_version: =2.9.0
        subgraphs:
          a: {routing_url: http://a, schema: {file: schemas/a.graphql}}
          b: {routing_url: http://b, schema: {sdl: "type Query { b: Int }"}}
          c: {schema: {subgraph_url: http://c}}
        """,
    )
    sources, errors = read_supergraph_config(path, lambda url: f'type Query {{ c(url: String = "{url}"): Int }}')
    assert errors == ()
    assert [(source.name, source.url) for source in sources] == [
        ("a", "http://a"),
        ("b", "http://b"),
        ("c", "http://c"),
    ]
    assert sources[2].sdl == 'type Query { c(url: String = "http://c"): Int }'


def test_a_config_composes(tmp_path: Path) -> None:
    path = _config(tmp_path, 'subgraphs: {a: {routing_url: http://a, schema: {sdl: "type Query { a: Int }"}}}')
    assert compose_config(path, _answer_nobody).supergraph is not None


def test_every_schema_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    messages = _messages(
        tmp_path,
        """
        subgraphs:
          a: {routing_url: http://a, schema: {file: missing.graphql}}
          b: {schema: {subgraph_url: http://b}}
        """,
    )
    assert messages == [
        '[a] The schema of subgraph "a" cannot be read from "missing.graphql": No such file or directory.',
        '[b] The schema of subgraph "b" cannot be read from "http://b": http://b refused the connection.',
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("subgraphs: [", "not valid YAML"),
        ("- a", "must hold a mapping"),
        ("subgraphs: {}", "`subgraphs` must map"),
        ("subgraphs: {a: 3}", "`subgraphs.a` must be a mapping"),
        ("subgraphs: {a: {routing_url: http://a}}", "`subgraphs.a.schema` must hold one of"),
        ("subgraphs: {a: {schema: {sdl: x}}}", "`subgraphs.a.routing_url` must say"),
        ("subgraphs: {a: {routing_url: u, schema: {sdl: x, file: y}}}", "must hold one of"),
        ("subgraphs: {a: {routing_url: u, schema: {sdl: x}, color: red}}", "`subgraphs.a.color` is not a setting"),
        ("colour: red\nsubgraphs: {a: {routing_url: u, schema: {sdl: x}}}", "`colour` is not a setting"),
        ("federation_version: 3\nsubgraphs: {a: {routing_url: u, schema: {sdl: x}}}", 'is "3"'),
        ("subgraphs:\n  a: {}\n  a: {}", 'the key "a" appears twice'),
    ],
)
def test_a_wrong_config_is_refused_with_a_sentence(tmp_path: Path, text: str, message: str) -> None:
    assert any(message in found for found in _messages(tmp_path, text))


def test_a_missing_config_is_refused_with_a_sentence(tmp_path: Path) -> None:
    result = compose_config(tmp_path / "supergraph.yaml", _answer_nobody)
    assert [error.message for error in result.errors] == [
        "supergraph.yaml: it cannot be read: No such file or directory."
    ]
