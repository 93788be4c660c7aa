"""What this installation writes is nobody else's to read: it holds password hashes, sessions and keys."""

import os
from pathlib import Path

OWNER_ONLY = 0o077
ENTERED_BY_OTHERS = 0o711


def keep_files_private() -> None:
    """Files and folders that this process and its children make are their user's alone."""
    os.umask(OWNER_ONLY)


def make_enterable(folder: Path) -> None:
    """Make a folder that others cannot list but can pass, as PostgreSQL must under a user of its own."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir()
        path.chmod(ENTERED_BY_OTHERS)
