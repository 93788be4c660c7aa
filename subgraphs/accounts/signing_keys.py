"""The keys that sign access tokens, in one file that all processes of accounts read.

A key is published before it signs, so that whoever verifies has fetched it by then, and stays published until the
tokens it signed have expired. A change of the file is noticed by every process when it next signs or publishes; none
has to be started again. The newest key whose time has come signs.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from subgraphs.shared.secret_files import load_or_create_secret

ALGORITHM = "EdDSA"

_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


class SigningKeysAreBroken(Exception):
    """The file of keys cannot be used."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    key: OKPKey
    signs_from: datetime

    @property
    def id(self) -> str:
        return str(self.key.kid)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """In the order in which they sign."""

    keys: tuple[SigningKey, ...]
    published: dict[str, Any]
    """As /jwks.json shows them."""

    @classmethod
    def of(cls, keys: tuple[SigningKey, ...]) -> "KeyRing":
        if not keys:
            raise ValueError("there is no key in it")
        ordered = tuple(sorted(keys, key=lambda each: each.signs_from))
        return cls(ordered, {"keys": [each.key.as_dict(private=False) for each in ordered]})

    def signing(self, now: datetime) -> SigningKey:
        ready = [each for each in self.keys if each.signs_from <= now]
        return ready[-1] if ready else self.keys[0]


class SigningKeys:
    def __init__(self, file: Path) -> None:
        self._file = file
        load_or_create_secret(file, lambda: _to_text((_new_key(_ALWAYS),)))
        self._version, self._ring = _version_of(file), _read(file)

    def ring(self) -> KeyRing:
        """As the file has it now. It stays the same object for as long as the file stays the same."""
        version = _version_of(self._file)
        if version != self._version:
            self._version, self._ring = version, _read(self._file)
        return self._ring

    def rotate(self, now: datetime, lead: timedelta) -> SigningKey:
        """Publish a new key now, to sign from `lead` on."""
        with self._locked():
            added = _new_key(now + lead)
            self._write((*_read(self._file).keys, added))
        return added

    def replace(self, now: datetime) -> SigningKey:
        """A new key in place of all others, at once: what they signed is refused as soon as routers have noticed."""
        with self._locked():
            added = _new_key(now)
            self._write((added,))
        return added

    def prune(self, now: datetime, retention: timedelta) -> tuple[SigningKey, ...]:
        """Forget the keys whose successor has been signing for longer than that; which ones."""
        with self._locked():
            keys = _read(self._file).keys
            pairs = pairwise(keys)
            gone = tuple(old for old, next_one in pairs if next_one.signs_from + retention <= now)
            if gone:
                self._write(tuple(each for each in keys if each not in gone))
        return gone

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One command at a time, on this machine and on others that share the file."""
        with open(self._file.with_name(f"{self._file.name}.lock"), "a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _write(self, keys: tuple[SigningKey, ...]) -> None:
        """In one step: a reader sees the old file or the new one."""
        draft = self._file.with_name(f".{self._file.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(_to_text(keys))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._file)


def _new_key(signs_from: datetime) -> SigningKey:
    key = OKPKey.generate_key("Ed25519", {"use": "sig", "alg": ALGORITHM}, auto_kid=True)
    return SigningKey(key, signs_from)


def _version_of(file: Path) -> tuple[int, int]:
    try:
        stat = file.stat()
    except OSError as error:
        raise SigningKeysAreBroken(f"{file} cannot be read: {error.strerror}.") from error
    return stat.st_ino, stat.st_mtime_ns


def _read(file: Path) -> KeyRing:
    try:
        document = orjson.loads(file.read_bytes())
        # A file of before there could be several holds the one key itself.
        entries = document["keys"] if "keys" in document else [{"key": document, "signsFrom": _ALWAYS.isoformat()}]
        return KeyRing.of(tuple(_from_entry(entry) for entry in entries))
    except (OSError, ValueError, KeyError, TypeError, JoseError) as error:
        raise SigningKeysAreBroken(f"{file} is no file of signing keys: {error}") from error


def _from_entry(entry: dict[str, Any]) -> SigningKey:
    return SigningKey(OKPKey.import_key(entry["key"]), datetime.fromisoformat(entry["signsFrom"]))


def _to_text(keys: tuple[SigningKey, ...]) -> str:
    entries = [{"key": each.key.as_dict(private=True), "signsFrom": each.signs_from.isoformat()} for each in keys]
    return orjson.dumps({"keys": entries}).decode()
