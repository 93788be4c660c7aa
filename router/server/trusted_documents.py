"""The documents of the manifests: by id, and by the hash of their text."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from router.errors import SettingsError

APOLLO_FORMAT = "apollo-persisted-query-manifest"


class TrustedDocuments:
    """What the operator registered."""

    def __init__(self, by_id: Mapping[str, str]) -> None:
        self._by_id = by_id
        self._hashes = frozenset(hash_text(text) for text in by_id.values())

    def text_of(self, document_id: str) -> str | None:
        return self._by_id.get(document_id)

    def holds(self, text: str) -> bool:
        """Whether one of them has exactly this text."""
        return hash_text(text) in self._hashes


def hash_text(text: str) -> str:
    """SHA-256 in lower-case hexadecimal digits, as clients name documents."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def load_manifests(paths: tuple[Path, ...]) -> TrustedDocuments:
    """Raises `SettingsError` for a file that is no manifest, and for an id that means two documents."""
    by_id: dict[str, str] = {}
    for path in paths:
        for document_id, text in _read_manifest(path):
            if by_id.setdefault(document_id, text) != text:
                raise SettingsError(f'{path}: the id "{document_id[:80]}" stands for another document, too.')
    return TrustedDocuments(by_id)


def _read_manifest(path: Path) -> Iterator[tuple[str, str]]:
    try:
        manifest = orjson.loads(path.read_bytes())
    except OSError as error:
        raise SettingsError(f"Cannot read {path}: {error.strerror}.") from error
    except orjson.JSONDecodeError as error:
        raise SettingsError(f"{path} is not JSON: {error}.") from error
    for document_id, text in _documents_in(manifest, path):
        if not isinstance(document_id, str) or not isinstance(text, str):
            raise SettingsError(f"{path}: ids and documents must be strings.")
        yield document_id, text


def _documents_in(manifest: Any, path: Path) -> Iterator[tuple[Any, Any]]:
    match manifest:
        case {"format": str(name), "operations": list(operations), "version": 1} if name == APOLLO_FORMAT:
            for operation in operations:
                match operation:
                    case {"id": document_id, "body": text}:
                        yield document_id, text
                    case _:
                        raise SettingsError(f'{path}: each of the operations needs an "id" and a "body".')
        case {"format": str(name)} if "operations" in manifest:
            raise SettingsError(f"{path}: its format must be {APOLLO_FORMAT}, version 1, not {name}.")
        case dict():
            yield from manifest.items()
        case _:
            raise SettingsError(f"{path} must hold an object: ids and their documents, or Apollo's manifest.")
