"""The root query type: what every module of this package brings."""

import strawberry

from subgraphs.accounts.queries.admin import AdminQueries
from subgraphs.accounts.queries.audit import AuditQueries
from subgraphs.accounts.queries.identity_providers import IdentityProviderQueries
from subgraphs.accounts.queries.organizations import OrganizationQueries
from subgraphs.accounts.queries.people import PeopleQueries
from subgraphs.accounts.queries.users import UserQueries


@strawberry.type
class Query(
    UserQueries,
    PeopleQueries,
    AuditQueries,
    AdminQueries,
    OrganizationQueries,
    IdentityProviderQueries,
):
    pass
