"""What an operator may set, in `router.yaml`; every setting has a default that suits a first start.

`${NAME}` in a value is replaced by the environment variable of that name, and `${NAME:-text}` by the text where it is
unset. A key that does not exist is refused, because a misspelt limit would otherwise be no limit.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

from router.errors import SettingsError

Seconds = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]
SignatureAlgorithm = Literal["EdDSA", "Ed25519", "ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256"]

ROUTER_HEADERS = frozenset(
    (
        "accept",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "host",
        "keep-alive",
        "kumiki-caller",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    )
)
"""Headers of one connection, or that say who calls: passing on the client's would break the request, or be believed."""


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class ServerSettings(Section):
    """Where the router listens."""

    host: str = "127.0.0.1"
    """Address to listen on. Loopback is reached from this machine only; `0.0.0.0` from everywhere."""

    port: int = Field(4000, ge=0, le=65535)
    """TCP port. 0 takes a free one and prints it."""

    workers: Count = 1
    """Processes. Too few leave cores idle; more than there are cores only cost memory and cold plan caches."""

    shutdown_seconds: Seconds = 10.0
    """How long requests under way may take after a signal to stop. Too low cuts them off; too high delays a
    deployment."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """The least that is logged. Too low (debug) fills disks; too high hides refused requests and failing subgraphs."""


class LimitsSettings(Section):
    """What one request may cost before it is refused."""

    body_bytes: Count = 1_048_576
    """Bytes of a request body or WebSocket message. Too low refuses honest requests with 413; too high lets a client
    fill memory."""

    tokens: Count = 15_000
    """Lexical tokens of a document. Too low refuses large honest documents; too high lets parsing hold up other
    requests."""

    depth: Count = 50
    """Nested fields, fragments expanded. Too low refuses recursive pages such as comment threads; too high lets one
    request ask for ever more."""

    aliases: Count = 500
    """Aliased fields, fragments expanded. Too low refuses generated documents; too high lets one request repeat a
    costly field."""

    fields: Count = 10_000
    """Fields of one operation, fragments expanded. Too low refuses large honest operations; too high lets nested
    fragments grow a small document into a huge plan."""

    errors: Count = 50
    """Validation errors reported at once. Too low makes authors mend one by one; too high makes wrong documents
    costly."""


class CacheSettings(Section):
    """What is remembered between requests, in each worker."""

    documents: Count = 1_000
    """Validated documents. Too low parses and validates again; too high holds memory."""

    plans: Count = 1_000
    """Query plans. Too low plans again (milliseconds each); too high holds memory."""

    characters: Count = 8_000_000
    """Document text that stands behind each of the two caches, in total. Too low forgets large documents at once; too
    high lets a client fill memory with large ones."""


class SubgraphSettings(Section):
    """How one subgraph is called, where it differs from the rest."""

    routing_url: str | None = None
    """URL to use in place of the one that the supergraph names."""

    timeout_seconds: Seconds | None = None
    """As `subgraphs.timeout_seconds`, for this subgraph."""


class SubgraphsSettings(Section):
    """How subgraphs are called."""

    timeout_seconds: Seconds = 30.0
    """Until a subgraph must have answered, or a subscription to it stands. Too low fails slow but honest answers; too
    high keeps clients waiting for a subgraph that hangs."""

    max_response_bytes: Count = 64 * 1_048_576
    """Bytes of one subgraph's answer. Too low fails large answers; too high lets one subgraph fill memory."""

    max_concurrent_requests: Count = 256
    """Requests to one subgraph at once, in each worker; more wait. Too low queues; too high overruns the subgraph."""

    overrides: Mapping[str, SubgraphSettings] = Field(default_factory=dict)
    """By subgraph name."""


class HeaderSettings(Section):
    """What subgraphs see of the client's request."""

    propagate: tuple[str, ...] = ()
    """Names of request headers to pass on to every subgraph. Too few hide what subgraphs need; too many leak what
    they should not see, such as cookies."""

    @model_validator(mode="after")
    def _none_of_our_own(self) -> "HeaderSettings":
        for name in self.propagate:
            if name.lower() in ROUTER_HEADERS:
                raise ValueError(f"{name} is the router's own to send")
        return self


class JwksSettings(Section):
    """One issuer of access tokens."""

    file: Path | None = None
    """Key set (JWKS) in a file, relative to `router.yaml`. Read again when it changes."""

    url: str | None = None
    """Key set behind an http or https URL. Either this or `file`."""

    issuer: str | None = None
    """Required `iss` of tokens. Without it any issuer passes whose key is in the set."""

    audience: str | None = None
    """Required `aud` of tokens. Without it a token that was made for another service passes."""

    algorithms: tuple[
        Literal["EdDSA", "Ed25519", "ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256"], ...
    ] = (
        "EdDSA",
        "Ed25519",
    )
    """Accepted signatures. Every one that no issuer uses is one more to attack."""

    refresh_seconds: Seconds = 300.0
    """How long a fetched key set is used. Too low asks the issuer often; too high honours withdrawn keys longer. A
    token with an unknown key id asks again at once, at most every ten seconds."""

    @model_validator(mode="after")
    def _one_source(self) -> "JwksSettings":
        if (self.file is None) == (self.url is None):
            raise ValueError("give either file or url")
        if self.url is not None and not self.url.startswith(("https://", "http://")):
            raise ValueError("url must begin with https:// or http://")
        return self


class AuthenticationSettings(Section):
    """Who the caller is. Without it everybody is anonymous, and subgraphs are told nothing."""

    jwks: tuple[JwksSettings, ...] = ()
    """Issuers whose bearer tokens are accepted."""

    caller_key: SecretStr | None = Field(None, min_length=32)
    """Key, shared with the subgraphs, that signs the caller header. Under 32 characters it could be guessed, and is
    refused."""

    leeway_seconds: float = Field(10.0, ge=0)
    """Clock difference to issuers that is forgiven. Too low refuses fresh tokens; too high honours expired ones."""


class WebSocketSettings(Section):
    """Subscriptions, and operations, over `graphql-transport-ws`."""

    init_timeout_seconds: Seconds = 3.0
    """Until `connection_init` must have come. Too low drops clients on slow lines; too high lets idle sockets pile
    up."""

    allowed_origins: tuple[str, ...] = ()
    """Origins of pages that may connect besides the router's own host, such as `https://app.example.com`. `*` lets
    every page on the web connect in its visitor's name."""

    max_operations: Count = 100
    """Operations at once on one connection. Too low refuses busy clients; too high lets one connection hold many
    subscriptions upstream."""


class TabSettings(Section):
    """One ready tab of the query page."""

    title: str
    """Shown on the tab."""

    query: str
    """The document."""

    variables: Mapping[str, Any] = Field(default_factory=dict)
    """The variables."""


class ExplorerSettings(Section):
    """The query page (GraphiQL) at `/`."""

    enabled: bool = True
    """Serve it. In production most people turn it off."""

    tabs: tuple[TabSettings, ...] = ()
    """Tabs that are open at the first visit."""

    headers: Mapping[str, str] = Field(default_factory=dict)
    """Headers that the page sends beneath those its user types. Whoever can open the page can read them."""


class PlansSettings(Section):
    """Query plans, shown to clients that ask for them by the header `Kumiki-Plan`."""

    exposed: bool = False
    """Show them. They name the subgraphs, what each of them is asked and how long it takes, which is for developers and
    not for the public."""


class RouterSettings(Section):
    """Everything in `router.yaml`."""

    server: ServerSettings = ServerSettings()
    limits: LimitsSettings = LimitsSettings()
    cache: CacheSettings = CacheSettings()
    subgraphs: SubgraphsSettings = SubgraphsSettings()
    headers: HeaderSettings = HeaderSettings()
    authentication: AuthenticationSettings = AuthenticationSettings()
    websocket: WebSocketSettings = WebSocketSettings()
    explorer: ExplorerSettings = ExplorerSettings()
    plans: PlansSettings = PlansSettings()


def load_settings(path: Path, environment: Mapping[str, str] = os.environ) -> RouterSettings:
    """Read `router.yaml`. Raises `SettingsError` with one sentence that names file and key."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"Cannot read {path}: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not YAML: {_one_line(error)}.") from error
    if raw is None:
        return RouterSettings()
    if not isinstance(raw, dict):
        raise SettingsError(f"{path} must hold a mapping of settings.")
    try:
        settings = RouterSettings.model_validate(expand_environment(raw, environment))
    except ValidationError as error:
        raise SettingsError(f"{path}: {_describe(error)}.") from error
    return _relative_to(settings, path.resolve().parent)


_REFERENCE = re.compile(r"\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^}]*))?\}")


def expand_environment(value: Any, environment: Mapping[str, str]) -> Any:
    """Replace `${NAME}` in every text, at any depth; keys are left as they are."""
    match value:
        case str():
            return _REFERENCE.sub(lambda reference: _lookup(reference, environment), value)
        case dict():
            return {key: expand_environment(inner, environment) for key, inner in value.items()}
        case list():
            return [expand_environment(inner, environment) for inner in value]
        case _:
            return value


def _lookup(reference: re.Match[str], environment: Mapping[str, str]) -> str:
    value = environment.get(reference["name"], reference["default"])
    if value is None:
        raise SettingsError(f"The settings name ${{{reference['name']}}}, which is not in the environment.")
    return value


def _relative_to(settings: RouterSettings, folder: Path) -> RouterSettings:
    sources = tuple(
        source if source.file is None else source.model_copy(update={"file": folder / source.file})
        for source in settings.authentication.jwks
    )
    authentication = settings.authentication.model_copy(update={"jwks": sources})
    return settings.model_copy(update={"authentication": authentication})


def _describe(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(map(str, finding['loc']))}: {_reason(finding['type'], finding['msg'])}"
        for finding in error.errors()
    )


def _reason(kind: str, message: str) -> str:
    return "no such setting" if kind == "extra_forbidden" else message[:1].lower() + message[1:]


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
