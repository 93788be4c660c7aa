"""The seeded learner, as whom a newcomer looks around."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from kumiki.explorer import explorer_settings
from kumiki.platform import Platform
from kumiki.settings import PlatformSettings
from router.settings import ExplorerSettings
from subgraphs.accounts.credentials import Credentials
from subgraphs.accounts.roles import DEFAULT_ROLES
from subgraphs.accounts.settings import AccountsSettings
from subgraphs.shared.caller import CALLER_HEADER, Caller, sign_caller
from subgraphs.shared.clock import utc_now
from subgraphs.shared.ids import new_id, seed_id

EMAIL = "demo@example.com"
TOKEN_LIFETIME = timedelta(hours=12)
"""A page that stays open through a working day keeps working; a new visit brings a new token."""

CARDS = """
query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on User {
      dueCards(first: 1) { edges { node { id } } }
      flashcards(first: 1) { edges { node { id } } }
    }
  }
}
"""


@dataclass(frozen=True, slots=True)
class DemoLearner:
    user_id: UUID
    password: str
    credentials: Credentials
    card: str | None
    """One of their cards, a due one if there is any; None when all have been deleted."""

    shows_token: bool
    """Whether the page is given a token: whoever can open it can then act as this learner."""

    @classmethod
    async def find(cls, platform: Platform, settings: PlatformSettings) -> "DemoLearner":
        accounts = platform.subgraphs["accounts"]
        user_id = seed_id("user", 0)
        accounts_settings: AccountsSettings = accounts.settings
        return cls(
            user_id=user_id,
            password=accounts_settings.demo_password.get_secret_value(),
            credentials=accounts.services.credentials,
            card=await find_card(platform, user_id, settings.shared_key()),
            shows_token=settings.is_loopback,
        )

    def explorer_settings(self) -> ExplorerSettings:
        return explorer_settings(self.card, self._headers())

    def _headers(self) -> Mapping[str, str]:
        if not self.shows_token:
            return {}
        token = self.credentials.access_tokens.sign(
            self.user_id, DEFAULT_ROLES, utc_now(), session_id=new_id(), lifetime=TOKEN_LIFETIME
        )
        return {"Authorization": f"Bearer {token.text}"}


async def find_card(platform: Platform, user_id: UUID, caller_key: str) -> str | None:
    answer = await platform.subgraphs["learning"].execute(
        CARDS,
        {"representations": [{"__typename": "User", "id": str(user_id)}]},
        headers={CALLER_HEADER: sign_caller(Caller(user_id), caller_key, utc_now())},
    )
    user = answer["data"]["_entities"][0]
    edges = [*user["dueCards"]["edges"], *user["flashcards"]["edges"]]
    return str(edges[0]["node"]["id"]) if edges else None
