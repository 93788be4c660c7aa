"""Batched reads of accounts."""

from subgraphs.accounts.repository.accounts import AccountsRepository
from subgraphs.shared.loaders import LoaderSource


class Loaders:
    def __init__(self, source: LoaderSource) -> None:
        self.account_by_id = source.by_key(lambda session, ids: AccountsRepository(session).accounts_by_id(ids))
