import os
import subprocess
import sys
from pathlib import Path

import pytest

from kumiki.failures import HomeIsTaken
from kumiki.home_lock import locked_home
from kumiki.ports import free_port
from kumiki.settings import PlatformSettings

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("host", "is_loopback"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("example.com", False)],
)
def test_loopback_is_what_nobody_else_can_reach(host: str, is_loopback: bool) -> None:
    assert PlatformSettings(host=host).is_loopback is is_loopback


def test_the_caller_key_stays_the_same_and_is_made_once(tmp_path: Path) -> None:
    settings = PlatformSettings(home=tmp_path)
    assert settings.shared_key() == PlatformSettings(home=tmp_path).shared_key()
    assert len(settings.shared_key()) >= 32


def test_a_home_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    with locked_home(tmp_path), pytest.raises(HomeIsTaken, match="another Kumiki runs on"), locked_home(tmp_path):
        pass
    with locked_home(tmp_path):
        assert (tmp_path / "kumiki.lock").exists()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("KUMIKI_PORT", "many"),
        ("KUMIKI_PORT", "70000"),
        ("KUMIKI_CALLER_KEY", "short"),
        ("KUMIKI_LOG_LEVEL", "loud"),
        ("KUMIKI_EVENT_ATTEMPTS", "0"),
    ],
)
def test_a_setting_that_cannot_work_is_one_line_and_status_2(tmp_path: Path, variable: str, value: str) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "kumiki", "migrate"],
        cwd=ROOT,
        env={**os.environ, "KUMIKI_HOME": str(tmp_path), variable: value},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert result.stderr.startswith(f"kumiki: {variable}")
    assert result.stderr.count("\n") == 1


def test_a_supergraph_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "kumiki", "up"],
        cwd=tmp_path,
        env={**os.environ, "KUMIKI_HOME": str(tmp_path), "KUMIKI_PORT": str(free_port()), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr.startswith("kumiki: schema/supergraph.graphql cannot be read.")
    assert "Traceback" not in result.stderr
