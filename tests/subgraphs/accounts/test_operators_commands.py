"""What an operator does with accounts on the command line."""

import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from subgraphs.accounts.app import ACCOUNTS
from subgraphs.accounts.commands import add_commands
from subgraphs.shared.command_line import create_command_line

HEAD = "head "


def run(*arguments: str) -> Result:
    commands = create_command_line(ACCOUNTS)
    add_commands(commands)
    return CliRunner().invoke(commands, arguments)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    cheap = {"KUMIKI_PASSWORD_MEMORY_KIB": "1024", "KUMIKI_PASSWORD_PASSES": "1", "KUMIKI_HOME": str(tmp_path)}
    for name, value in cheap.items():
        monkeypatch.setenv(name, value)
    assert run("seed").exit_code == 0
    return tmp_path


def test_an_operator_makes_the_first_administrator(home: Path) -> None:
    granted = run("grant-role", "demo", "admin")
    assert (granted.exit_code, granted.stdout) == (0, "demo: USER ADMIN\n")
    unknown = run("grant-role", "nobody", "admin")
    assert (unknown.exit_code, unknown.stderr) == (1, 'There is nobody called "nobody".\n')


def test_a_tampered_audit_log_is_told_with_its_first_broken_entry(home: Path) -> None:
    run("grant-role", "demo", "tutor")
    run("grant-role", "demo", "admin")
    whole = run("audit", "verify")
    assert whole.exit_code == 0 and whole.stdout.startswith("2 entries, head ")
    head = whole.stdout.strip().partition(HEAD)[2]
    assert run("audit", "verify", "--known-head", head).exit_code == 0
    assert run("audit", "verify", "--known-head", "0" * 64).exit_code == 1
    with sqlite3.connect(home / "accounts.db") as database:
        database.execute("DROP TRIGGER audit_entry_refuses_update")
        database.execute("UPDATE audit_entry SET kind = 'user.erased' WHERE position = 2")
    database.close()
    broken = run("audit", "verify")
    assert broken.exit_code == 1 and broken.stderr.startswith("entry 2: ")
