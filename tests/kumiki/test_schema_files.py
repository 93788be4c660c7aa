import os
import subprocess
import sys
from pathlib import Path

import pytest
from graphql import build_schema

from kumiki.schema_files import API_SCHEMA, SUPERGRAPH, build_schema_files, find_drift, write_schema_files
from router.composer.supergraph_config import compose_config

ROOT = Path(__file__).parents[2]


def no_fetching(url: str) -> str:
    raise AssertionError(f"supergraph.yaml names files, and no URL such as {url}")


def test_what_is_checked_in_is_what_the_code_makes() -> None:
    assert find_drift(build_schema_files()) == []


def test_the_routers_own_command_composes_the_same_bytes() -> None:
    result = compose_config(ROOT / "supergraph.yaml", no_fetching)
    assert result.supergraph_sdl == SUPERGRAPH.read_text()


def test_the_api_schema_is_plain_graphql() -> None:
    text = API_SCHEMA.read_text()
    assert build_schema(text).subscription_type is not None
    assert "join__" not in text
    assert "_entities" not in text


def test_every_type_field_argument_and_enum_value_of_the_api_is_described() -> None:
    schema = build_schema(API_SCHEMA.read_text())
    bare = []
    for type_ in (each for name, each in schema.type_map.items() if not name.startswith("__")):
        root = type_ in (schema.query_type, schema.mutation_type, schema.subscription_type)
        if not type_.description and not root:
            bare.append(type_.name)
        for name, member in {**getattr(type_, "fields", {}), **getattr(type_, "values", {})}.items():
            bare += [] if member.description else [f"{type_.name}.{name}"]
            arguments = getattr(member, "args", {})
            bare += [f"{type_.name}.{name}({key}:)" for key, each in arguments.items() if not each.description]
    assert bare == []


def test_writing_mends_what_drifted_and_deletes_what_nothing_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    wanted = {Path("schema/a.graphql"): "type A\n", Path("schema/subgraphs/b.graphql"): "type B\n"}
    stale = Path("schema/subgraphs/old.graphql")
    stale.parent.mkdir(parents=True)
    stale.write_text("type Old\n")
    Path("schema/a.graphql").write_text("type A { edited: Int }\n")
    assert write_schema_files(wanted) == [Path("schema/a.graphql"), Path("schema/subgraphs/b.graphql"), stale]
    assert find_drift(wanted) == []
    assert not stale.exists()
    assert Path("schema/a.graphql").read_text() == "type A\n"


def test_the_check_command_fails_and_names_what_drifted(tmp_path: Path) -> None:
    for name in ("schema", "migrations", "supergraph.yaml"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "schema").unlink()
    (tmp_path / "schema").mkdir()
    result = subprocess.run(
        [sys.executable, "-m", "kumiki", "schema", "--check"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert "run `make schema`" in result.stderr
    assert "schema/supergraph.graphql" in result.stderr
    assert list((tmp_path / "schema").iterdir()) == []
