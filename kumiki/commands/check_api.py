"""`check-api`: what the checked-in API schema changes for clients, and whether it breaks operations kept here."""

import tempfile
from pathlib import Path

from kumiki.failures import ApiBreaksOperations, ApiCannotBeCompared
from kumiki.published_schema import RunGit, published_schema, run_git
from kumiki.schema_files import API_SCHEMA
from kumiki.screen import console
from router.composer.change_report import render_check_text
from router.composer.check_changes import ChangeCheck, check_changes
from router.composer.read_published import read_api_schema, read_client_operations
from router.errors import RouterError

OPERATIONS = Path("kumiki/operations")


def _check_since(published: str) -> ChangeCheck:
    with tempfile.TemporaryDirectory() as folder:
        before = Path(folder) / API_SCHEMA.name
        before.write_text(published, "utf-8")
        old = read_api_schema(before)
    return check_changes(old, read_api_schema(API_SCHEMA), read_client_operations(OPERATIONS))


def check_api(git: RunGit = run_git) -> None:
    published = published_schema(API_SCHEMA, git)
    if published is None:
        console.print(f"{API_SCHEMA} has no earlier version here to compare with.")
        return
    commit, text = published
    try:
        check = _check_since(text)
    except RouterError as error:
        raise ApiCannotBeCompared(error.message) from error
    console.print(f"{API_SCHEMA} since {commit[:12]}:", highlight=False)
    console.print(render_check_text(check).rstrip(), markup=False, highlight=False)
    if check.has_failed:
        raise ApiBreaksOperations(
            f"the API schema breaks operations in {OPERATIONS}. Change them in the same commit, or keep what they use."
        )
