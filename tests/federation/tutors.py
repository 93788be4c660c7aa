"""People who write content, on a running platform."""

from dataclasses import replace

from subgraphs.accounts.credentials import Credentials
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
