"""Settings of the platform as a whole, read once from `KUMIKI_...` variables."""

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from kumiki.failures import SettingsAreWrong
from subgraphs.shared.secret_files import load_or_create_secret


class PlatformSettings(BaseSettings):
    """What `python -m kumiki` needs. Each subgraph reads its own settings besides; docs/operating.md lists all."""

    model_config = SettingsConfigDict(env_prefix="KUMIKI_", frozen=True, extra="ignore")

    host: str = "127.0.0.1"
    """Where the platform listens. Anything but loopback lets others in, so the page then carries no token."""

    port: int = Field(default=4000, ge=1, le=65535)
    """The router's TCP port. Under 1024 needs root."""

    home: Path = Path("var")
    """Where data, keys and logs are kept. Two platforms on one home would share them."""

    caller_key: SecretStr | None = Field(default=None, min_length=32)
    """What router and subgraphs share, to sign and verify who calls. None: the key in `home/keys/caller.key`."""

    files_url: str | None = None
    """Where clients reach `/files`, such as a proxy or a CDN. None: at this platform itself."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """Below `info`, every statement is told; above, refusals are not."""

    workers: int = Field(default=2, ge=1)
    """Router processes in services mode. Fewer than cores leave some idle; more only cost memory."""

    first_subgraph_port: int = Field(default=0, ge=0, le=65000)
    """In services mode, the subgraphs take the ports from here on. 0: those that supergraph.yaml names."""

    database_url: str | None = None
    """A PostgreSQL that exists, `{name}` standing for the subgraph. None: services mode starts its own."""

    redis_url: str | None = None
    """A Redis that exists. None: services mode starts its own."""

    postgres_port: int = Field(default=0, ge=0, le=65535)
    """Port of the PostgreSQL that services mode starts. 0: a free one."""

    redis_port: int = Field(default=0, ge=0, le=65535)
    """Port of the Redis that services mode starts. 0: a free one."""

    def shared_key(self) -> str:
        """The caller key; the first call makes it where none was given."""
        if self.caller_key is not None:
            return self.caller_key.get_secret_value()
        return load_or_create_secret(self.home / "keys" / "caller.key")

    @property
    def own_url(self) -> str:
        """Where somebody on this machine reaches the platform."""
        # The unspecified address is not one that a client can connect to everywhere.
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104 - compared, not bound
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False


def read_settings() -> PlatformSettings:
    """Raises `SettingsAreWrong`."""
    with told_in_a_line():
        return PlatformSettings()


@contextmanager
def told_in_a_line() -> Iterator[None]:
    """Turns what pydantic finds wrong with settings from the environment into one line."""
    try:
        yield
    except ValidationError as error:
        finding = error.errors()[0]
        variable = "KUMIKI_" + "_".join(map(str, finding["loc"])).upper()
        raise SettingsAreWrong(f"{variable}={finding['input']}: {finding['msg'].lower()}.") from error
