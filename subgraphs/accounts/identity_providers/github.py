"""GitHub: OAuth 2 without OpenID Connect, so who somebody is has to be asked for."""

from dataclasses import dataclass
from typing import Any, Final

from authlib.integrations.httpx_client import AsyncOAuth2Client

from subgraphs.accounts.identity_providers.http import Json, asking, exchange_code, get_json, get_object, tls_context
from subgraphs.accounts.identity_providers.identity_provider import (
    IdentityIsNotProven,
    Journey,
    ProvenIdentity,
    Return,
)

SCOPES: Final = "read:user user:email"


@dataclass(frozen=True, slots=True)
class GitHubProvider:
    client_id: str
    client_secret: str
    url: str
    api_url: str
    seconds: float

    @property
    def posts_back(self) -> bool:
        return False

    async def authorization_url(self, journey: Journey) -> str:
        async with self._session(journey) as session:
            url, _ = session.create_authorization_url(
                f"{self.url}/login/oauth/authorize", state=journey.state, code_verifier=journey.code_verifier
            )
        return str(url)

    async def identity(self, journey: Journey, returned: Return) -> ProvenIdentity:
        if returned.issuer is not None:
            raise IdentityIsNotProven("somebody else brought them back")
        async with asking(self.seconds), self._session(journey) as session:
            tokens = await exchange_code(
                session,
                f"{self.url}/login/oauth/access_token",
                code=returned.code,
                code_verifier=journey.code_verifier,
                redirect_uri=journey.redirect_uri,
            )
            headers = {"authorization": f"Bearer {tokens.get('access_token')}", "accept": "application/vnd.github+json"}
            user = await get_object(session, f"{self.api_url}/user", headers)
            emails = await get_json(session, f"{self.api_url}/user/emails", headers)
        return _proven(user, emails)

    def _session(self, journey: Journey) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self.client_id,
            self.client_secret,
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 - the name of a method
            scope=SCOPES,
            redirect_uri=journey.redirect_uri,
            code_challenge_method="S256",
            timeout=self.seconds,
            verify=tls_context(),
        )


def _proven(user: Json, emails: Any) -> ProvenIdentity:
    subject, name, login = user.get("id"), user.get("name"), user.get("login")
    if not isinstance(subject, int) or isinstance(subject, bool):
        raise IdentityIsNotProven("it names nobody")
    email = _primary_address(emails)
    return ProvenIdentity(
        subject=str(subject),
        email=email,
        is_email_verified=email is not None,
        name=next((text for text in (name, login) if isinstance(text, str) and text), None),
    )


def _primary_address(emails: Any) -> str | None:
    """The one that is verified and that they write with."""
    for each in emails if isinstance(emails, list) else ():
        if isinstance(each, dict) and each.get("primary") is True and each.get("verified") is True:
            address = each.get("email")
            return address if isinstance(address, str) else None
    return None
