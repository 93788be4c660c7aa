"""Secrets that a machine makes for itself at its first start, readable by its owner only."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def load_or_create_secret(path: Path, create: Callable[[], str] | None = None) -> str:
    """What the file holds; when there is no file, a new secret, written with mode 0600.

    Safe when several processes start at once: the file appears complete or not at all, and the first one wins.
    """
    try:
        return path.read_text()
    except FileNotFoundError:
        return _publish(path, (create or _random_secret)())


def _random_secret() -> str:
    return secrets.token_urlsafe(48)


def _publish(path: Path, secret: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret)
    try:
        os.link(draft, path)
    except FileExistsError:
        return path.read_text()
    finally:
        draft.unlink()
    return secret
