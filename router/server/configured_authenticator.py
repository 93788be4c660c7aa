"""The authenticator that the settings describe."""

from router.server.authentication import Authenticator, CallerSigner, JwtAuthenticator, TokenIssuer
from router.server.key_sources import KeyFile, KeySource, KeysUnavailable, KeyUrl
from router.settings import AuthenticationSettings, JwksSettings


def configured_authenticator(settings: AuthenticationSettings) -> Authenticator | None:
    """None where no issuer is set, and everybody is anonymous."""
    if not settings.jwks:
        return None
    signer = CallerSigner(settings.caller_key.get_secret_value()) if settings.caller_key else None
    return JwtAuthenticator([_issuer(source, settings.leeway_seconds) for source in settings.jwks], signer)


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
