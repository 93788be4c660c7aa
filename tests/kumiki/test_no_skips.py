import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PASSING = "def test_passes() -> None:\n    assert True\n"
SKIPPED = "import pytest\n\n\ndef test_waits() -> None:\n    pytest.skip('no')\n"


def run_pytest(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "tests.no_skips", "-p", "no:cacheprovider", *options]
    return subprocess.run(
        [*command, f"--rootdir={folder}", str(folder)], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("options", [(), ("-n", "2")])
def test_a_run_with_a_skipped_test_fails_and_names_it(tmp_path: Path, options: tuple[str, ...]) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_sample.py").write_text(PASSING + SKIPPED)
    result = run_pytest(tmp_path, "-c", str(tmp_path / "pytest.ini"), *options)
    assert result.returncode == 1
    assert "test_sample.py::test_waits" in result.stdout


def test_a_run_without_skipped_tests_passes(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_sample.py").write_text(PASSING)
    assert run_pytest(tmp_path, "-c", str(tmp_path / "pytest.ini")).returncode == 0


def test_a_module_that_skips_itself_fails_the_run(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_sample.py").write_text("import pytest\n\npytest.skip('no', allow_module_level=True)\n")
    (tmp_path / "test_other.py").write_text(PASSING)
    assert run_pytest(tmp_path, "-c", str(tmp_path / "pytest.ini")).returncode == 1
