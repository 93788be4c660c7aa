"""How clients reach the objects of one domain."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from urllib.parse import quote, urlsplit

from subgraphs.shared.clock import Clock, utc_now
from subgraphs.shared.file_types import FileType, by_extension
from subgraphs.shared.s3_presigning import S3Credentials, S3Request, presign
from subgraphs.shared.signed_urls import SignedGrant, UploadTarget, UrlSigner, start_of_window

FILES = "/files"
PUBLIC = "public/"
"""Keys that begin with this are for everybody, under an address that never changes."""


class ObjectUrls(Protocol):
    def signed(self, key: str, filename: str) -> str:
        """Where the object can be read for a while. A download is called `filename`."""
        ...

    def public(self, key: str) -> str:
        """Where an object under `public/` can always be read."""
        ...

    def upload(self, key: str, size: int) -> UploadTarget:
        """Where the client puts the object by itself."""
        ...


@dataclass(frozen=True, slots=True)
class Lifetimes:
    reading: timedelta
    upload: timedelta


def type_of_key(key: str) -> FileType:
    """By its extension, which we choose by what the file is."""
    file_type = by_extension(key.rpartition(".")[2])
    if file_type is None:
        raise ValueError(f"the key of an object ends in a known extension: {key}")
    return file_type


def content_disposition(file_type: FileType, filename: str = "") -> str:
    """https://www.rfc-editor.org/rfc/rfc6266"""
    shown = "inline" if file_type.opens_in_browsers else "attachment"
    return f"{shown}; filename*=UTF-8''{quote(filename, safe='')}" if filename else shown


class LocalUrls:
    """Files that the subgraph serves itself."""

    def __init__(self, base: str, domain: str, signer: UrlSigner, lifetimes: Lifetimes, clock: Clock = utc_now) -> None:
        self.signer = signer
        self._base = base.rstrip("/")
        self._prefix = f"{FILES}/{domain}/"
        self._lifetimes = lifetimes
        self._clock = clock

    def path_of(self, key: str) -> str:
        return self._prefix + key

    def signed(self, key: str, filename: str) -> str:
        lifetime = self._lifetimes.reading
        expires = start_of_window(self._clock(), lifetime) + lifetime
        grant = SignedGrant("GET", self.path_of(key), int(expires.timestamp()), filename)
        return self._base + self.signer.sign(grant)

    def public(self, key: str) -> str:
        return self._base + self.path_of(key)

    def upload(self, key: str, size: int) -> UploadTarget:
        expires_at = self._clock() + self._lifetimes.upload
        content_type = type_of_key(key).content_type
        path, expires = self.path_of(key), int(expires_at.timestamp())
        grant = SignedGrant("PUT", path, expires, content_type=content_type, size=size)
        return UploadTarget(self._base + self.signer.sign(grant), {"content-type": content_type}, expires_at)


@dataclass(frozen=True, slots=True)
class S3Place:
    """Where the bucket is, as clients see it."""

    endpoint: str
    bucket: str
    path_style: bool
    public_url: str | None
    """Where the bucket's `public/` is readable by everybody. None: the subgraph sends readers on."""


class S3Urls:
    """Objects that clients fetch from S3, and put there, without passing the subgraph."""

    def __init__(
        self,
        place: S3Place,
        credentials: S3Credentials,
        domain: str,
        own: LocalUrls,
        lifetimes: Lifetimes,
        clock: Clock = utc_now,
    ) -> None:
        self._place = place
        self._credentials = credentials
        self._domain = domain
        self._own = own
        self._lifetimes = lifetimes
        self._clock = clock

    def signed(self, key: str, filename: str) -> str:
        file_type = type_of_key(key)
        query = {
            "response-content-type": file_type.content_type,
            "response-content-disposition": content_disposition(file_type, filename),
        }
        lifetime = self._lifetimes.reading
        signed_at = start_of_window(self._clock(), lifetime)
        return presign(self._request("GET", key, {}, query), self._credentials, signed_at, lifetime)

    def public(self, key: str) -> str:
        if self._place.public_url is None:
            return self._own.public(key)
        return f"{self._place.public_url.rstrip('/')}/{self._domain}/{key}"

    def upload(self, key: str, size: int) -> UploadTarget:
        now, lifetime = self._clock(), self._lifetimes.upload
        headers = {"content-type": type_of_key(key).content_type}
        signed = {**headers, "content-length": str(size)}
        url = presign(self._request("PUT", key, signed, {}), self._credentials, now, lifetime)
        return UploadTarget(url, headers, now + lifetime)

    def _request(self, method: str, key: str, headers: dict[str, str], query: dict[str, str]) -> S3Request:
        endpoint = urlsplit(self._place.endpoint)
        path = f"/{self._domain}/{key}"
        host = endpoint.netloc
        if self._place.path_style:
            path = f"/{self._place.bucket}{path}"
        else:
            host = f"{self._place.bucket}.{host}"
        return S3Request(method, endpoint.scheme, host, endpoint.path.rstrip("/") + path, headers, query)
