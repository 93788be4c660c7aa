"""The npm package @theguild/federation-composition as a function. `scripts/install_oracle.sh` installs it."""

import json
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from router.composer.result import SubgraphSource

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class OtherAnswer:
    """What the other composer says; `sdl` is None where it refuses."""

    sdl: str | None
    errors: tuple[str, ...] = ()


def compose_by_other(inputs: Iterable[Sequence[SubgraphSource]]) -> list[OtherAnswer]:
    """One process for all of them: starting Node.js takes longer than composing."""
    lines = "".join(json.dumps([asdict(source) for source in sources]) + "\n" for sources in inputs)
    command = ["node", "compose_lines.mjs"]
    finished = subprocess.run(command, cwd=FOLDER, input=lines, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, f"{finished.stderr}\nIs the oracle installed? scripts/install_oracle.sh does it."
    return [_read_answer(line) for line in finished.stdout.splitlines()]


def _read_answer(line: str) -> OtherAnswer:
    answer = json.loads(line)
    if "sdl" in answer:
        return OtherAnswer(answer["sdl"])
    return OtherAnswer(None, tuple(f"{error['code']}: {error['message']}" for error in answer["errors"]))
