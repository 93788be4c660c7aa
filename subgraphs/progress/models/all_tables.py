"""Every table of progress, loaded: what reads the metadata imports it from here."""

from subgraphs.progress.models import (
    achievements,
    activity,
    awards,
    challenges,
    circles,
    days,
    facts,
    freezes,
    leaderboards,
    learners,
    mastery,
    share_cards,
)
from subgraphs.progress.models.table import Table
from subgraphs.shared.event_tables import define_event_tables
from subgraphs.shared.job_tables import define_job_tables

MODULES = (
    *(learners, facts, awards, activity, days, freezes, mastery),
    *(leaderboards, circles, challenges, achievements, share_cards),
)
"""A new module of tables joins here."""

METADATA = Table.metadata
EVENT_TABLES = define_event_tables(METADATA)
JOB_TABLES = define_job_tables(METADATA)
