"""Every table of accounts, loaded: what reads the metadata imports it from here."""

from subgraphs.accounts.models import (
    api_keys,
    audit,
    avatars,
    external_identities,
    handles,
    mailed_tokens,
    organizations,
    passkeys,
    people,
    privacy,
    second_factors,
    sessions,
    settings,
    standing,
    throttles,
    users,
)
from subgraphs.accounts.models.table import Table
from subgraphs.shared.event_tables import define_event_tables
from subgraphs.shared.job_tables import define_job_tables

MODULES = (
    *(users, sessions, mailed_tokens, throttles, second_factors, audit, passkeys, external_identities, api_keys),
    *(standing, settings, handles, people, privacy, organizations, avatars),
)
"""A new module of tables joins here."""

METADATA = Table.metadata
EVENT_TABLES = define_event_tables(METADATA)
JOB_TABLES = define_job_tables(METADATA)
