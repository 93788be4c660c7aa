"""The list of commands, and what they rest on."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text()
LOCKS = ("requirements.lock", "requirements-dev.lock")


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / lock).read_text(), re.MULTILINE))


def test_help_is_the_default_and_lists_every_target() -> None:
    targets = re.findall(r"^\.PHONY: (\S+)$", MAKEFILE, re.MULTILINE)
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^make (\S+)", listed.replace("  make", "make"), re.MULTILINE)) == set(targets)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert "index-url" not in text
    for entry in re.split(r"\n(?=\S)", text.strip()):
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def test_the_development_lock_holds_the_runtime_one_version_by_version() -> None:
    runtime, development = pins("requirements.lock"), pins("requirements-dev.lock")
    assert runtime.items() <= development.items()


def test_ci_calls_the_same_targets_as_people() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert re.findall(r"^make (\S+)$", script.read_text(), re.MULTILINE) == ["lint", "test", "fuzz-requests"]


def test_an_interpreter_that_is_too_old_or_missing_is_named(tmp_path: Path) -> None:
    old = tmp_path / "python3.9"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    for name in (str(old), str(tmp_path / "nowhere")):
        result = make_environment(tmp_path, name)
        assert result.returncode == 1
        assert result.stderr == f"KUMIKI_PYTHON={name} is not a Python 3.11 or later.\n"


def make_environment(folder: Path, python: str) -> subprocess.CompletedProcess[str]:
    """In a copy of the scripts, so that it makes no environment here."""
    scripts = folder / "scripts"
    scripts.mkdir(exist_ok=True)
    for name in ("make_environment.sh", "lib.sh"):
        (scripts / name).write_text((ROOT / "scripts" / name).read_text())
        (scripts / name).chmod(0o755)
    return subprocess.run(
        [scripts / "make_environment.sh", "requirements.lock"],
        env={**os.environ, "KUMIKI_PYTHON": python},
        capture_output=True,
        text=True,
        check=False,
    )
