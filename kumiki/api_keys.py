"""What the router is told of API keys in embedded mode: accounts is asked in this process."""

from collections.abc import Mapping
from typing import Any

from pydantic import SecretStr
from sqlalchemy.exc import SQLAlchemyError

from router.server.authentication import ClaimsReader
from router.server.token_introspection import IntrospectionFailed, TokenIntrospector
from router.settings import TokenIntrospectionSettings
from subgraphs.accounts.api_key_format import PREFIX
from subgraphs.accounts.introspection import introspect
from subgraphs.shared.database import DatabaseIsClosed
from subgraphs.shared.subgraph import Subgraph

CACHE_SECONDS = 5.0
"""How long a revoked key still works: a question costs little here."""


class AccountsInProcess:
    """Accounts as the server that knows what tokens mean."""

    def __init__(self, accounts: Subgraph[Any, Any, Any]) -> None:
        self._accounts = accounts

    async def introspect(self, token: str) -> Mapping[str, Any]:
        try:
            return await introspect(self._accounts.transactions, token, self._accounts.services.api_keys)
        except (SQLAlchemyError, DatabaseIsClosed) as error:
            raise IntrospectionFailed(f"its database fails: {type(error).__name__}") from error

    async def aclose(self) -> None:
        """The platform closes accounts."""


def api_key_introspector(accounts: Subgraph[Any, Any, Any], reader: ClaimsReader, key: str) -> TokenIntrospector:
    settings = TokenIntrospectionSettings(
        url="http://accounts/introspect",  # nobody goes there
        client_secret=SecretStr(key),
        applies_to=PREFIX,
        cache_seconds=CACHE_SECONDS,
    )
    return TokenIntrospector(AccountsInProcess(accounts), settings, reader)
