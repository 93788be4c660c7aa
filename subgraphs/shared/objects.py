"""Where a domain keeps files: local ones by default, S3 by settings, behind one door.

A key is ours, never the client's: a folder, something random, and the extension of what the file is. An object is
written once and not changed, so whoever has read it may keep it.
"""

import re
import secrets
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import obstore
from obstore.store import LocalStore, S3Store

from subgraphs.shared.clock import Clock, utc_now
from subgraphs.shared.file_types import FileType
from subgraphs.shared.object_urls import (
    PUBLIC,
    Lifetimes,
    LocalUrls,
    ObjectUrls,
    S3Place,
    S3Urls,
    content_disposition,
    type_of_key,
)
from subgraphs.shared.s3_presigning import S3Credentials
from subgraphs.shared.secret_files import load_or_create_secret
from subgraphs.shared.settings import SubgraphSettings
from subgraphs.shared.signed_urls import UploadTarget, UrlSigner

_KEY = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)*\.[a-z0-9]{1,8}")
_LONGEST_KEY = 200


class ObjectIsMissing(LookupError):
    """Nothing is kept under this key."""


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    key: str
    size: int
    written_at: datetime


def new_key(folder: str, file_type: FileType) -> str:
    """A key that nobody can guess. Folders under `public/` are for everybody to read."""
    return f"{folder}/{secrets.token_hex(16)}.{file_type.extension}"


def is_key(text: str) -> bool:
    return len(text) <= _LONGEST_KEY and _KEY.fullmatch(text) is not None


class ObjectStore:
    """The files of one domain."""

    def __init__(self, store: LocalStore | S3Store, urls: ObjectUrls, own_urls: LocalUrls) -> None:
        self.urls = urls
        self.own_urls = own_urls
        """The addresses that this subgraph answers itself."""

        self._store = store

    @property
    def directory(self) -> Path | None:
        """Where the files are; None where they are elsewhere."""
        match self._store:
            case LocalStore(prefix=Path() as directory):
                return directory
            case _:
                return None

    async def put(self, key: str, content: bytes | AsyncIterator[bytes]) -> None:
        """Write the object, whole or not at all. What the iterator raises is raised here."""
        _check(key)
        await obstore.put_async(self._store, key, content, attributes=self._attributes(key))

    async def info(self, key: str) -> ObjectInfo | None:
        _check(key)
        try:
            meta = await obstore.head_async(self._store, key)
        except FileNotFoundError:
            return None
        return ObjectInfo(key, meta["size"], meta["last_modified"])

    async def read(self, key: str) -> AsyncGenerator[bytes, None]:
        """The object in pieces; who has enough closes the iterator. Raises `ObjectIsMissing`."""
        _check(key)
        try:
            answer = await obstore.get_async(self._store, key)
        except FileNotFoundError as error:
            raise ObjectIsMissing(key) from error
        async for chunk in answer.stream():
            yield bytes(chunk)

    async def read_head(self, key: str, size: int) -> bytes:
        """Up to so many bytes from its start. Raises `ObjectIsMissing`."""
        head = b""
        async with aclosing(self.read(key)) as chunks:
            async for chunk in chunks:
                head += chunk
                if len(head) >= size:
                    break
        return head[:size]

    async def read_all(self, key: str) -> bytes:
        """For what is known to be small. Raises `ObjectIsMissing`."""
        return b"".join([chunk async for chunk in self.read(key)])

    async def copy(self, source: str, target: str) -> None:
        """Within the store, without passing through here. Raises `ObjectIsMissing`."""
        _check(source)
        _check(target)
        try:
            await obstore.copy_async(self._store, source, target)
        except FileNotFoundError as error:
            raise ObjectIsMissing(source) from error

    async def delete(self, *keys: str) -> None:
        """What is not there is no error."""
        for key in keys:
            _check(key)
            try:
                await obstore.delete_async(self._store, key)
            except FileNotFoundError:
                continue

    async def listing(self, folder: str) -> AsyncIterator[ObjectInfo]:
        """Everything under a folder, in no order."""
        async for batch in obstore.list(self._store, folder):
            for meta in batch:
                yield ObjectInfo(meta["path"], meta["size"], meta["last_modified"])

    def signed_url(self, key: str, filename: str = "") -> str:
        """Where the object can be read until the address expires."""
        return self.urls.signed(key, filename)

    def public_url(self, key: str) -> str:
        """Where everybody can always read an object whose key begins with `public/`."""
        if not key.startswith(PUBLIC):
            raise ValueError(f"not everybody may read this object: {key}")
        return self.urls.public(key)

    def upload_target(self, key: str, size: int) -> UploadTarget:
        """Where a client puts an object of this size by itself. What arrives has to be looked at before it is used."""
        return self.urls.upload(key, size)

    def _attributes(self, key: str) -> dict[str, str] | None:
        if isinstance(self._store, LocalStore):
            return None
        file_type = type_of_key(key)
        caching = "public, max-age=31536000, immutable" if key.startswith(PUBLIC) else "private"
        return {
            "Content-Type": file_type.content_type,
            "Content-Disposition": content_disposition(file_type),
            "Cache-Control": caching,
        }


def open_object_store(settings: SubgraphSettings, domain: str, clock: Clock = utc_now) -> ObjectStore:
    """By the settings: the bucket where one is named, or else a directory under home."""
    lifetimes = Lifetimes(settings.signed_url_lifetime, settings.upload_url_lifetime)
    key = settings.files_key.get_secret_value() if settings.files_key else _own_key(settings)
    own_urls = LocalUrls(settings.files_url, domain, UrlSigner(key, clock), lifetimes, clock)
    if settings.s3_bucket is None:
        directory = (settings.home / "objects" / domain).resolve()
        return ObjectStore(LocalStore(directory, mkdir=True), own_urls, own_urls)
    credentials = S3Credentials(
        settings.s3_access_key_id, settings.s3_secret_access_key.get_secret_value(), settings.s3_region
    )
    place = S3Place(
        settings.s3_public_endpoint or settings.s3_endpoint,
        settings.s3_bucket,
        settings.s3_path_style,
        settings.s3_public_url,
    )
    urls = S3Urls(place, credentials, domain, own_urls, lifetimes, clock)
    return ObjectStore(_s3_store(settings, settings.s3_bucket, domain), urls, own_urls)


def _own_key(settings: SubgraphSettings) -> str:
    return load_or_create_secret(settings.home / "keys" / "files.key")


def _s3_store(settings: SubgraphSettings, bucket: str, domain: str) -> S3Store:
    return S3Store(
        bucket,
        prefix=domain,
        endpoint=settings.s3_endpoint if settings.s3_path_style else _with_bucket(settings.s3_endpoint, bucket),
        region=settings.s3_region,
        access_key_id=settings.s3_access_key_id,
        secret_access_key=settings.s3_secret_access_key.get_secret_value(),
        virtual_hosted_style_request=not settings.s3_path_style,
        client_options={
            "allow_http": settings.s3_endpoint.startswith("http://"),
            "timeout": settings.s3_timeout,
            "connect_timeout": settings.s3_timeout,
        },
    )


def _with_bucket(endpoint: str, bucket: str) -> str:
    scheme, _, rest = endpoint.partition("://")
    return f"{scheme}://{bucket}.{rest}"


def _check(key: str) -> None:
    if not is_key(key):
        raise ValueError(f"this is no key of an object: {key[:80]!r}")
