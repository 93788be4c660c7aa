"""A security key in software: makes passkeys and answers with them, as browsers hand that on (WebAuthn, level 3).

What it writes is real: CBOR, COSE keys, ES256 and EdDSA signatures. Whatever a test wants to be wrong can be wrong.
"""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any, Literal

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

PRESENT, VERIFIED, SYNCABLE, SYNCED, ATTESTED = 0x01, 0x04, 0x08, 0x10, 0x40
ES256, EDDSA = -7, -8

Json = dict[str, Any]


@dataclass
class Passkey:
    """One key pair, kept in the authenticator."""

    credential_id: bytes
    key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
    user_handle: bytes
    count: int = 0

    def cose(self) -> bytes:
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            numbers = self.key.public_key().public_numbers()
            x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
            return cbor2.dumps({1: 2, 3: ES256, -1: 1, -2: x, -3: y})
        return cbor2.dumps({1: 1, 3: EDDSA, -1: 6, -2: self.key.public_key().public_bytes_raw()})

    def sign(self, message: bytes) -> bytes:
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return self.key.sign(message, ec.ECDSA(hashes.SHA256()))
        return self.key.sign(message)


@dataclass
class Authenticator:
    """On a page of this origin. It obeys the page in everything, and checks nothing that a browser would check."""

    origin: str = "http://localhost:4000"
    domain: str | None = None
    """In place of the one that it is asked for."""

    algorithm: Literal["ES256", "EdDSA"] = "ES256"
    verifies_person: bool = True
    is_present: bool = True
    counts: bool = True
    is_synced: bool = False
    cross_origin: bool = False
    passkeys: list[Passkey] = field(default_factory=list)

    def create(self, options: Json) -> Json:
        """`navigator.credentials.create(...)`, as `toJSON()`."""
        key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
        key = (
            ec.generate_private_key(ec.SECP256R1())
            if self.algorithm == "ES256"
            else ed25519.Ed25519PrivateKey.generate()
        )
        passkey = Passkey(secrets.token_bytes(32), key, decoded(options["user"]["id"]))
        self.passkeys.append(passkey)
        attested = bytes(16) + len(passkey.credential_id).to_bytes(2, "big") + passkey.credential_id + passkey.cose()
        data = self._data(options["rp"]["id"], passkey, ATTESTED) + attested
        response = {
            "clientDataJSON": encoded(self._client_data("webauthn.create", options["challenge"])),
            "attestationObject": encoded(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
            "transports": ["internal", "hybrid"],
        }
        return _credential(passkey, response)

    def get(self, options: Json, passkey: Passkey | None = None) -> Json:
        """`navigator.credentials.get(...)`, as `toJSON()`."""
        used = passkey or self._chosen(options)
        client_data = self._client_data("webauthn.get", options["challenge"])
        data = self._data(options["rpId"], used)
        response = {
            "clientDataJSON": encoded(client_data),
            "authenticatorData": encoded(data),
            "signature": encoded(used.sign(data + hashlib.sha256(client_data).digest())),
            "userHandle": encoded(used.user_handle),
        }
        return _credential(used, response)

    def _chosen(self, options: Json) -> Passkey:
        allowed = {decoded(each["id"]) for each in options["allowCredentials"]}
        return next(each for each in self.passkeys if not allowed or each.credential_id in allowed)

    def _client_data(self, kind: str, challenge: str) -> bytes:
        data = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": self.cross_origin}
        return json.dumps(data).encode()

    def _data(self, domain: str, passkey: Passkey, flags: int = 0) -> bytes:
        passkey.count += self.counts
        flags |= PRESENT * self.is_present | VERIFIED * self.verifies_person | (SYNCABLE | SYNCED) * self.is_synced
        count = passkey.count if self.counts else 0
        return hashlib.sha256((self.domain or domain).encode()).digest() + bytes([flags]) + count.to_bytes(4, "big")


def _credential(passkey: Passkey, response: Json) -> Json:
    name = encoded(passkey.credential_id)
    return {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}


def encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
