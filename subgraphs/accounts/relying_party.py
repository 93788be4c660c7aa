"""What we ask authenticators, and how we judge what they answer (WebAuthn). Pure: nothing here is stored."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorAttachment,
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

Json = dict[str, Any]

_MALFORMED = (
    WebAuthnException,
    InvalidSignature,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
)
"""What the library lets through of what is wrong with the bytes of strangers."""

_TRANSPORTS = frozenset(transport.value for transport in AuthenticatorTransport)


class Attachment(StrEnum):
    """Where a passkey is kept, as seen from the device that asks."""

    PLATFORM = "platform"
    CROSS_PLATFORM = "cross-platform"


class AnswerIsNotValid(Exception):
    """It is no answer to our challenge, or none of a passkey for this site."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a passkey is for, as the authenticator shows it."""

    user_id: UUID
    handle: str
    display_name: str


@dataclass(frozen=True, slots=True)
class KnownPasskey:
    """What it takes to ask for a passkey."""

    credential_id: str
    transports: Sequence[str] = ()

    def descriptor(self) -> PublicKeyCredentialDescriptor:
        transports = [AuthenticatorTransport(each) for each in self.transports if each in _TRANSPORTS]
        return PublicKeyCredentialDescriptor(id=base64url_to_bytes(self.credential_id), transports=transports or None)


@dataclass(frozen=True, slots=True)
class NewPasskey:
    credential_id: str
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]
    is_synced: bool


@dataclass(frozen=True, slots=True)
class PasskeyAnswer:
    """An answer that is right."""

    sign_count: int
    is_synced: bool


@dataclass(frozen=True, slots=True)
class RelyingParty:
    domain: str
    name: str
    origins: tuple[str, ...]
    milliseconds: int
    """How long an authenticator is given."""

    def creation_options(
        self, person: Person, challenge: bytes, known: Sequence[KnownPasskey], attachment: Attachment | None = None
    ) -> Json:
        """For `PublicKeyCredential.parseCreationOptionsFromJSON`: a passkey that is found without a name, and that
        verifies its person."""
        selection = AuthenticatorSelectionCriteria(
            authenticator_attachment=AuthenticatorAttachment(attachment) if attachment else None,
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        options = generate_registration_options(
            rp_id=self.domain,
            rp_name=self.name,
            user_id=person.user_id.bytes,
            user_name=person.handle,
            user_display_name=person.display_name,
            challenge=challenge,
            timeout=self.milliseconds,
            authenticator_selection=selection,
            exclude_credentials=[each.descriptor() for each in known],
        )
        return options_to_json_dict(options)

    def request_options(self, challenge: bytes, known: Sequence[KnownPasskey], verifies_person: bool) -> Json:
        """For `PublicKeyCredential.parseRequestOptionsFromJSON`. Without known ones, any passkey of this site may
        answer."""
        required, discouraged = UserVerificationRequirement.REQUIRED, UserVerificationRequirement.DISCOURAGED
        options = generate_authentication_options(
            rp_id=self.domain,
            challenge=challenge,
            timeout=self.milliseconds,
            allow_credentials=[each.descriptor() for each in known],
            user_verification=required if verifies_person else discouraged,
        )
        return options_to_json_dict(options)

    def judge_registration(self, credential: Json, challenge: bytes) -> NewPasskey:
        """Raises `AnswerIsNotValid`."""
        try:
            _refuse_frames(credential)
            verified = verify_registration_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=self.domain,
                expected_origin=list(self.origins),
                require_user_verification=True,
            )
        except _MALFORMED as error:
            raise AnswerIsNotValid(str(error)) from error
        return NewPasskey(
            credential_id=bytes_to_base64url(verified.credential_id),
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
            transports=_transports_in(credential),
            is_synced=verified.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
        )

    def judge_answer(
        self, credential: Json, challenge: bytes, public_key: bytes, verifies_person: bool
    ) -> PasskeyAnswer:
        """Raises `AnswerIsNotValid`. Whether it counts backwards is for the caller to judge."""
        try:
            _refuse_frames(credential)
            verified = verify_authentication_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=self.domain,
                expected_origin=list(self.origins),
                credential_public_key=public_key,
                credential_current_sign_count=0,
                require_user_verification=verifies_person,
            )
        except _MALFORMED as error:
            raise AnswerIsNotValid(str(error)) from error
        return PasskeyAnswer(
            verified.new_sign_count, verified.credential_device_type is CredentialDeviceType.MULTI_DEVICE
        )


def challenge_in(credential: Json) -> bytes:
    """Which challenge it says that it answers. Raises `AnswerIsNotValid`."""
    try:
        challenge = base64url_to_bytes(_client_data(credential)["challenge"])
    except _MALFORMED as error:
        raise AnswerIsNotValid("it names no challenge") from error
    return challenge


def credential_id_in(credential: Json) -> str:
    """In the one form in which it is stored. Raises `AnswerIsNotValid`."""
    try:
        return bytes_to_base64url(base64url_to_bytes(credential["id"]))
    except _MALFORMED as error:
        raise AnswerIsNotValid("it has no id") from error


def person_in(credential: Json) -> UUID | None:
    """Whose passkey it says it is; None where it says nothing. Raises `AnswerIsNotValid`."""
    try:
        handle = credential["response"].get("userHandle")
        return None if handle is None else UUID(bytes=base64url_to_bytes(handle))
    except _MALFORMED as error:
        raise AnswerIsNotValid("its user handle is none of ours") from error


def _client_data(credential: Json) -> Mapping[str, Any]:
    data: Mapping[str, Any] = json.loads(base64url_to_bytes(credential["response"]["clientDataJSON"]))
    return data


def _refuse_frames(credential: Json) -> None:
    """A page of ours within somebody else's is not where people sign in."""
    if _client_data(credential).get("crossOrigin"):
        raise AnswerIsNotValid("it was made in a frame of another origin")


def _transports_in(credential: Json) -> tuple[str, ...]:
    given = credential.get("response", {}).get("transports") or ()
    return tuple(sorted(_TRANSPORTS.intersection(each for each in given if isinstance(each, str))))
