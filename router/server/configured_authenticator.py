"""The authenticator that the settings describe."""

from router.server.authentication import Authenticator, CallerSigner, ClaimsReader, TokenIssuer, TokenVerifier
from router.server.credentials import ApiKeyAuthenticator, ByPrefix, FirstOf, TokenAuthenticator, TokenCheck
from router.server.key_sources import KeyFile, KeySource, KeysUnavailable, KeyUrl
from router.server.token_introspection import HttpIntrospectionServer, TokenIntrospector
from router.settings import AuthenticationSettings, JwksSettings


def configured_authenticator(settings: AuthenticationSettings) -> FirstOf | None:
    """None where no credentials are set, and everybody is anonymous."""
    signer = CallerSigner(settings.caller_key.get_secret_value()) if settings.caller_key else None
    introspector = _introspector(settings, signer)
    authenticators: list[Authenticator] = []
    if settings.api_keys or introspector is not None:
        authenticators.append(ApiKeyAuthenticator(settings.api_keys, settings.api_key_header, signer, introspector))
    check = _token_check(settings, signer, introspector)
    if check is not None:
        authenticators.append(TokenAuthenticator(check, settings.token))
    if not authenticators and not settings.required:
        return None
    return FirstOf(tuple(authenticators), settings.required, introspector)


def _token_check(
    settings: AuthenticationSettings, signer: CallerSigner | None, introspector: TokenIntrospector | None
) -> TokenCheck | None:
    verifier = _verifier(settings, signer) if settings.jwks else None
    return verifier if introspector is None else ByPrefix(introspector, verifier)


def _introspector(settings: AuthenticationSettings, signer: CallerSigner | None) -> TokenIntrospector | None:
    asked = settings.introspection
    if asked is None:
        return None
    reader = ClaimsReader(signer, settings.token.scope_claims, settings.token.roles_claim, settings.forward_claims)
    return TokenIntrospector(HttpIntrospectionServer(asked), asked, reader, settings.leeway_seconds)


def _verifier(settings: AuthenticationSettings, signer: CallerSigner | None) -> TokenVerifier:
    return TokenVerifier(
        [_issuer(source, settings.leeway_seconds) for source in settings.jwks],
        signer,
        scope_claims=settings.token.scope_claims,
        roles_claim=settings.token.roles_claim,
        forward_claims=settings.forward_claims,
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
