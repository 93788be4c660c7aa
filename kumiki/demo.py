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
from subgraphs.accounts.models.sessions import SessionRow
from subgraphs.accounts.repository.sessions import SessionsRepository
from subgraphs.accounts.roles import DEFAULT_ROLES
from subgraphs.accounts.settings import AccountsSettings
from subgraphs.shared.caller import CALLER_HEADER, Caller, sign_caller
from subgraphs.shared.clock import utc_now
from subgraphs.shared.ids import seed_id

EMAIL = "demo@example.com"
TOKEN_LIFETIME = timedelta(hours=12)
"""A page that stays open through a working day keeps working; a new visit brings a new token."""

PAGE = "Kumiki-Query-Page"
"""What the list of sessions shows of its client."""

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

    session_id: UUID | None
    """The session of the tokens that the page is given: whoever can open it can then act as this learner. None: it is
    given none."""

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
            session_id=await open_session(platform, user_id) if settings.is_loopback else None,
        )

    def explorer_settings(self) -> ExplorerSettings:
        return explorer_settings(self.card, self._headers())

    def _headers(self) -> Mapping[str, str]:
        if self.session_id is None:
            return {}
        token = self.credentials.access_tokens.sign(
            self.user_id, DEFAULT_ROLES, utc_now(), session_id=self.session_id, lifetime=TOKEN_LIFETIME
        )
        return {"Authorization": f"Bearer {token.text}"}


async def open_session(platform: Platform, user_id: UUID) -> UUID:
    """One for this run. What is dangerous still asks for the password, as it does in a session that is old."""
    async with platform.subgraphs["accounts"].transactions.begin() as work:
        session = SessionRow(user_id=user_id, created_at=work.now, last_used_at=work.now, user_agent=PAGE)
        await SessionsRepository(work.session).add_session(session)
        return session.id


async def find_card(platform: Platform, user_id: UUID, caller_key: str) -> str | None:
    answer = await platform.subgraphs["learning"].execute(
        CARDS,
        {"representations": [{"__typename": "User", "id": str(user_id)}]},
        headers={CALLER_HEADER: sign_caller(Caller(user_id), caller_key, utc_now())},
    )
    user = answer["data"]["_entities"][0]
    edges = [*user["dueCards"]["edges"], *user["flashcards"]["edges"]]
    return str(edges[0]["node"]["id"]) if edges else None
