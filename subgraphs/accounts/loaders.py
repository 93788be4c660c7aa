"""Batched reads of accounts."""

from subgraphs.accounts.repository.accounts import AccountsRepository
from subgraphs.accounts.repository.audit import AuditRepository
from subgraphs.accounts.repository.avatars import AvatarsRepository
from subgraphs.accounts.repository.organizations import OrganizationsRepository
from subgraphs.accounts.repository.people import PeopleRepository
from subgraphs.accounts.repository.privacy import PrivacyRepository
from subgraphs.shared.loaders import LoaderSource


class Loaders:
    def __init__(self, source: LoaderSource) -> None:
        self.account_by_id = source.by_key(lambda session, ids: AccountsRepository(session).accounts_by_id(ids))

        self.avatar = source.by_key(lambda session, ids: AvatarsRepository(session).by_users(ids))

        self.relation = source.by_key(lambda session, pairs: PeopleRepository(session).relations(pairs))
        """By who looks and whom they look at; None is a stranger."""

        self.ties = source.by_key(lambda session, pairs: PeopleRepository(session).ties(pairs))
        self.people_counts = source.by_key(lambda session, ids: PeopleRepository(session).counts(ids))
        self.friends = source.pages_by_key(lambda s, keys, request: PeopleRepository(s).friends(keys, request))
        self.followers = source.pages_by_key(lambda s, keys, request: PeopleRepository(s).followers(keys, request))
        self.following = source.pages_by_key(lambda s, keys, request: PeopleRepository(s).following(keys, request))
        self.organization = source.by_key(lambda session, ids: OrganizationsRepository(session).by_ids(ids))
        self.membership = source.by_key(lambda session, pairs: OrganizationsRepository(session).memberships(pairs))
        """By organization and person."""

        self.member_count = source.by_key(lambda session, ids: OrganizationsRepository(session).member_counts(ids))
        self.members = source.pages_by_key(lambda s, ids, request: OrganizationsRepository(s).members(ids, request))
        self.audit_details = source.by_key(lambda session, places: AuditRepository(session).details_of(places))
        self.latest_export = source.by_key(lambda session, ids: PrivacyRepository(session).latest_exports(ids))
        self.pending_erasure = source.by_key(lambda session, ids: PrivacyRepository(session).pending_erasures(ids))
