"""Language packs that tests write."""

import json
from pathlib import Path
from typing import Any


def write_pack(folder: Path, language: str, level_scale: str | None = None, **files: list[dict[str, Any]]) -> Path:
    """A pack with these files, such as `words=[...]`."""
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps({"language": language, "levelScale": level_scale}))
    for name, entries in files.items():
        lines = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return folder
