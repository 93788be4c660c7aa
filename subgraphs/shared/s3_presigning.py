"""Addresses of objects in S3 that say themselves what they allow: Signature Version 4 in the query.

https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import quote

ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class S3Credentials:
    access_key_id: str
    secret_access_key: str
    region: str


@dataclass(frozen=True, slots=True)
class S3Request:
    """What an address is for."""

    method: str
    scheme: str
    host: str
    path: str
    """Not yet quoted."""

    headers: Mapping[str, str]
    """What the client has to send too, as it is written here. Lower-case names."""

    query: Mapping[str, str]
    """What the server is asked for besides, such as `response-content-type`."""


def presign(request: S3Request, credentials: S3Credentials, signed_at: datetime, lifetime: timedelta) -> str:
    """The address, which works from then on for so long."""
    instant = signed_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{instant[:8]}/{credentials.region}/s3/aws4_request"
    headers = dict(sorted({**request.headers, "host": request.host}.items()))
    query = _query(
        {
            **request.query,
            "X-Amz-Algorithm": ALGORITHM,
            "X-Amz-Credential": f"{credentials.access_key_id}/{scope}",
            "X-Amz-Date": instant,
            "X-Amz-Expires": str(int(lifetime.total_seconds())),
            "X-Amz-SignedHeaders": ";".join(headers),
        }
    )
    path = quote(request.path, safe="/~")
    canonical_headers = "".join(f"{name}:{value}\n" for name, value in headers.items())
    canonical = "\n".join((request.method, path, query, canonical_headers, ";".join(headers), "UNSIGNED-PAYLOAD"))
    to_sign = "\n".join((ALGORITHM, instant, scope, sha256(canonical.encode()).hexdigest()))
    signature = _hmac(_signing_key(credentials, scope), to_sign).hex()
    return f"{request.scheme}://{request.host}{path}?{query}&X-Amz-Signature={signature}"


def _query(fields: Mapping[str, str]) -> str:
    return "&".join(sorted(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in fields.items()))


def _signing_key(credentials: S3Credentials, scope: str) -> bytes:
    key = f"AWS4{credentials.secret_access_key}".encode()
    for part in scope.split("/"):
        key = _hmac(key, part)
    return key


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), sha256).digest()
