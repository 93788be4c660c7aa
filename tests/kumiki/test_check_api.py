"""What the API schema changes is said before it is published, and fails only where it breaks a kept operation."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from kumiki.commands.check_api import check_api
from kumiki.failures import ApiBreaksOperations, ApiCannotBeCompared
from kumiki.published_schema import RunGit, published_schema

SCHEMA = Path("schema/api.graphql")
OLD = "type Query { used: Int unused: Int }\n"


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("kumiki/operations").mkdir(parents=True)
    Path("kumiki/operations/used.graphql").write_text("query Used { used }\n")
    SCHEMA.parent.mkdir()


def test_a_breaking_change_that_no_kept_operation_meets_is_reported_and_passes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    SCHEMA.write_text("type Query { used: Int added: Int }\n")
    check_api(git_with({"base": OLD}))
    output = capsys.readouterr().out
    assert "Query.unused was removed" in output
    assert "schema/api.graphql since base" in output


def test_a_change_that_breaks_a_kept_operation_fails() -> None:
    SCHEMA.write_text("type Query { unused: Int }\n")
    with pytest.raises(ApiBreaksOperations):
        check_api(git_with({"base": OLD}))


def test_without_an_earlier_version_there_is_nothing_to_compare(capsys: pytest.CaptureFixture[str]) -> None:
    check_api(lambda _: None)
    assert "no earlier version" in capsys.readouterr().out


def test_a_schema_that_cannot_be_read_is_told_without_a_traceback() -> None:
    with pytest.raises(ApiCannotBeCompared):
        check_api(git_with({"base": OLD}))


def test_a_branch_is_compared_with_where_it_left_the_main_one() -> None:
    git = git_with({"base": "old", "head": "new"}, head="head", merge_base="base")
    assert published_schema(SCHEMA, git) == ("base", "old")


def test_the_main_branch_is_compared_with_its_last_commit_while_the_file_differs() -> None:
    git = git_with({"head": "old"}, head="head", merge_base="head", differs=True)
    assert published_schema(SCHEMA, git) == ("head", "old")


def test_the_main_branch_is_otherwise_compared_with_the_file_before_its_last_change() -> None:
    git = git_with({"changed^": "old", "head": "new"}, head="head", merge_base="head", last_change="changed")
    assert published_schema(SCHEMA, git) == ("changed^", "old")


def test_a_history_cut_off_before_the_last_change_leaves_the_last_commit() -> None:
    git = git_with({"head": "new"}, head="head", merge_base="head", last_change="changed")
    assert published_schema(SCHEMA, git) == ("head", "new")


def git_with(
    texts: Mapping[str, str],
    head: str = "head",
    merge_base: str = "base",
    differs: bool = False,
    last_change: str | None = None,
) -> RunGit:
    """A git that knows the file in these commits."""

    def run(arguments: Sequence[str]) -> str | None:
        match list(arguments):
            case ["rev-parse", "HEAD"]:
                return f"{head}\n"
            case ["merge-base", "HEAD", "main"]:
                return f"{merge_base}\n"
            case ["diff", *_]:
                return None if differs else ""
            case ["log", *_]:
                return f"{last_change}\n" if last_change else ""
            case ["show", name]:
                return texts.get(name.partition(":")[0])
        return None

    return run
