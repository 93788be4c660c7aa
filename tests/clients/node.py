"""Scripts in this folder, run by Node.js beside a router in this process."""

import asyncio
import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


async def run_node(script: str, *arguments: str) -> list[Any]:
    """What the script prints: JSON, a value on each line."""
    assert (FOLDER / "node_modules").is_dir(), "The clients are not installed; scripts/install_clients.sh does it."
    process = await asyncio.create_subprocess_exec(
        "node", script, *arguments, cwd=FOLDER, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        output, errors = await asyncio.wait_for(process.communicate(), 60)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, f"{output.decode()}\n{errors.decode()}"
    return [json.loads(line) for line in output.decode().splitlines()]
