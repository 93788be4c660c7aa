"""TLS to subgraphs: who they must be, and who we are to them."""

import ssl

from router.errors import SettingsError
from router.settings import SubgraphTlsSettings, TlsSettings


def tls_context(settings: TlsSettings) -> ssl.SSLContext | None:
    """None where the system's authorities decide alone. Raises `SettingsError` for files that cannot be used."""
    verifies = not isinstance(settings, SubgraphTlsSettings) or settings.verify
    if settings.ca_file is None and settings.certificate_file is None and verifies:
        return None
    context = _authorities(settings)
    if not verifies:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if settings.certificate_file is not None:
        _present_certificate(context, settings)
    return context


def _authorities(settings: TlsSettings) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except ssl.SSLError as error:
        raise SettingsError(
            f"{settings.ca_file} holds no certificates in PEM. Set tls.ca_file to a file that does."
        ) from error
    except OSError as error:
        raise SettingsError(f"Cannot read {settings.ca_file}: {error.strerror}.") from error


def _present_certificate(context: ssl.SSLContext, settings: TlsSettings) -> None:
    certificate, key = str(settings.certificate_file), settings.key_file or settings.certificate_file
    # Without a password OpenSSL would ask for it on the terminal.
    password = settings.key_password or ""
    try:
        context.load_cert_chain(certificate, key, lambda: password)
    except ssl.SSLError as error:
        reason = error.reason or "they do not belong together, or the key needs another tls.key_password"
        raise SettingsError(f"Cannot use {certificate} with the key in {key}: {reason}.") from error
    except OSError as error:
        raise SettingsError(f"Cannot read {certificate} or {key}: {error.strerror}.") from error
