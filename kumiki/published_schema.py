"""The API schema that clients know: what was checked in where the work at hand began."""

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

MAIN_BRANCHES = ("origin/main", "main")

RunGit = Callable[[Sequence[str]], str | None]
"""Takes arguments of git, gives what it prints; None where it fails, or where there is no git."""


def run_git(arguments: Sequence[str]) -> str | None:
    try:
        finished = subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)  # noqa: S603, S607
    except FileNotFoundError:
        return None
    return finished.stdout if finished.returncode == 0 else None


def published_schema(path: Path, git: RunGit = run_git) -> tuple[str, str] | None:
    """The commit and the text to compare with; None where git knows of neither.

    A branch is compared with where it left the main one. On the main branch that is the last commit while the file
    differs from it, and otherwise the one before the file's last change, so that the change stays on the report.
    """
    for commit in _candidates(path, git):
        text = git(["show", f"{commit}:{path.as_posix()}"])
        if text is not None:
            return commit, text
    return None


def _candidates(path: Path, git: RunGit) -> list[str]:
    head = _line(git(["rev-parse", "HEAD"]))
    if head is None:
        return []
    left = (_line(git(["merge-base", "HEAD", branch])) for branch in MAIN_BRANCHES)
    base = next((commit for commit in left if commit), head)
    if base != head:
        return [base]
    if git(["diff", "--quiet", "HEAD", "--", path.as_posix()]) is None:
        return [head]
    changed = _line(git(["log", "-1", "--format=%H", "--", path.as_posix()]))
    return [f"{changed}^", head] if changed else [head]


def _line(output: str | None) -> str | None:
    return (output or "").strip() or None
