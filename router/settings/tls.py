"""TLS to subgraphs."""

from pathlib import Path

from pydantic import model_validator

from router.settings.section import Section


class TlsSettings(Section):
    """TLS to subgraphs at https URLs. Files are read at the start and when the settings are reloaded."""

    ca_file: Path | None = None
    """Certificates (PEM) of the authorities that subgraphs' certificates must come from, in place of the system's."""

    certificate_file: Path | None = None
    """The router's own certificate (PEM, with those between it and its authority), for subgraphs that ask for one."""

    key_file: Path | None = None
    """The certificate's private key (PEM). Unset, it is looked for in the certificate's file."""

    key_password: str | None = None
    """Of the private key, where it is encrypted. Best from the environment: `${NAME}`."""

    @model_validator(mode="after")
    def _key_of_a_certificate(self) -> "TlsSettings":
        if self.certificate_file is None and (self.key_file or self.key_password):
            raise ValueError("a key without a certificate_file")
        return self


class SubgraphTlsSettings(TlsSettings):
    """TLS to one subgraph."""

    server_name: str | None = None
    """The name that is asked for (SNI) and that the certificate must hold, in place of the URL's."""

    verify: bool = True
    """Check the subgraph's certificate. Off, whoever stands between can read and change everything."""
