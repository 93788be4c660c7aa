"""People who write content, on a running platform."""

from dataclasses import replace

from subgraphs.accounts.credentials import Credentials, make_credentials
from subgraphs.accounts.settings import AccountsSettings
from subgraphs.shared.clock import utc_now
from subgraphs.shared.ids import new_id, seed_id
from tests.federation.client import Client
from tests.federation.running import RunningPlatform


def as_tutor(platform: RunningPlatform) -> Client:
    """The demo learner, with a token that says that they are a tutor too."""
    return replace(platform.client, token=tutor_token(platform.platform.subgraphs["accounts"].services.credentials))


def tutor_token(credentials: Credentials) -> str:
    roles = ["USER", "TUTOR"]
    return credentials.access_tokens.sign(seed_id("user", 0), roles, utc_now(), session_id=new_id()).text


def as_somebody(client: Client, number: int, *roles: str) -> Client:
    """A seeded person of a platform in this process, with a token that says these roles."""
    if client.home is None:
        raise ValueError("this platform keeps its keys elsewhere")
    tokens = make_credentials(AccountsSettings(home=client.home)).access_tokens
    return replace(client, token=tokens.sign(seed_id("user", number), roles, utc_now(), session_id=new_id()).text)
