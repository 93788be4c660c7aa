"""The authenticator that the settings describe."""

from router.server.authentication import Authenticator, CallerSigner, TokenIssuer, TokenVerifier
from router.server.credentials import ApiKeyAuthenticator, FirstOf, TokenAuthenticator
from router.server.key_sources import KeyFile, KeySource, KeysUnavailable, KeyUrl
from router.settings import AuthenticationSettings, JwksSettings


def configured_authenticator(settings: AuthenticationSettings) -> Authenticator | None:
    """None where no credentials are set, and everybody is anonymous."""
    signer = CallerSigner(settings.caller_key.get_secret_value()) if settings.caller_key else None
    authenticators: list[Authenticator] = []
    if settings.api_keys:
        authenticators.append(ApiKeyAuthenticator(settings.api_keys, settings.api_key_header, signer))
    if settings.jwks:
        authenticators.append(TokenAuthenticator(_verifier(settings, signer), settings.token))
    if not settings.required and len(authenticators) < 2:
        return authenticators[0] if authenticators else None
    return FirstOf(tuple(authenticators), settings.required)


def _verifier(settings: AuthenticationSettings, signer: CallerSigner | None) -> TokenVerifier:
    return TokenVerifier(
        [_issuer(source, settings.leeway_seconds) for source in settings.jwks],
        signer,
        scope_claims=settings.token.scope_claims,
        roles_claim=settings.token.roles_claim,
    )


def _issuer(settings: JwksSettings, leeway: float) -> TokenIssuer:
    return TokenIssuer(
        keys=_key_source(settings),
        issuer=settings.issuer,
        audience=settings.audience,
        algorithms=settings.algorithms,
        leeway=leeway,
    )


def _key_source(settings: JwksSettings) -> KeySource:
    if settings.file is not None:
        return KeyFile(settings.file)
    if settings.url is not None:
        return KeyUrl(settings.url, settings.refresh_seconds)
    raise KeysUnavailable("An issuer has neither a file nor a URL.")
