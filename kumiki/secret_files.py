"""Secrets that this installation makes for itself, one per file, readable by its user alone."""

import os
import secrets
from pathlib import Path


def read_or_create_secret(path: Path) -> str:
    """The secret in this file; 256 random bits, written with mode 0600, where there is none yet."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    secret = secrets.token_urlsafe(32)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret)
    return secret
